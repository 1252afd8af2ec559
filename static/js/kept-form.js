/** The form for a new list, or for a new community: it is kept in the tab until it is stored. */

import { keepDraft } from "./draft.js";

keepDraft(document.querySelector("form[data-draft]"));
