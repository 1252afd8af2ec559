/** The page after a form was taken, at another address than the form's: its draft goes. */

import { forgetDrafts } from "./draft.js";

forgetDrafts(document.querySelector("[data-asked]").dataset.asked);
