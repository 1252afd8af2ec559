/** The form for a new list: what was pasted is kept in the tab until the list is stored. */

import { keepDraft } from "./draft.js";

keepDraft(document.querySelector("form[data-draft]"));
