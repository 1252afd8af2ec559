/** The page of the telephone: what was typed for a caller is forgotten with the call. */

import { forgetDrafts } from "./draft.js";

if (document.querySelector("[data-no-call]")) forgetDrafts("telephone");
