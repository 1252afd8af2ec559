/** A form without a script of its own: it is kept in the tab until it is stored. */

import { keepDraft } from "./draft.js";

keepDraft(document.querySelector("form[data-draft]"));
