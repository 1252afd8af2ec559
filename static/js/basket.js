/** The basket: names, total and payment. */

import { offerWithoutCantillation } from "./cantillation.js";
import { keepDraft } from "./draft.js";
import { guessCountry } from "./guess-country.js";
import { attachKeyboard } from "./keyboard.js";
import { readLines } from "./lines.js";
import { isBlank, manageNames, setCount, showNames } from "./names.js";
import { formatMoney, postageFor, readAmount, totals } from "./totals.js";

const form = document.getElementById("basket");
const list = document.getElementById("names");
const status = document.getElementById("sum-status");
const pricing = JSON.parse(document.getElementById("pricing").textContent);
const { currency, cover_fee, gift, shown_total, zone } = form.elements;
const { country } = form.elements; // only where it is asked or known already
const { by_post, post_country, shown_postage } = form.elements; // only where it is offered
const question = document.getElementById("gift-question");
let announcing;

function announce(text) {
  clearTimeout(announcing);
  announcing = setTimeout(() => {
    status.textContent = text;
  }, 1000);
}

/** The question which of two amounts was meant, beside the gift. */
function askAbout(readings, price) {
  if (!question) return;
  question.hidden = readings.length < 2;
  if (question.hidden) return;
  const [more, less] = readings.map((reading) => formatMoney(reading, price));
  question.textContent = gift.dataset.question.replace("%(more)s", more).replace("%(less)s", less);
}

/** What posting costs, as BigInt; null if it isn't asked for, or the country has no price. */
function postage(price) {
  const amount = by_post?.checked ? postageFor(price.postage, post_country.value) : null;
  return amount === null ? null : BigInt(amount);
}

/** The country where the people live, unless one was chosen for the envelope. */
function suggestPostCountry() {
  const home = country?.value;
  const served = [...post_country.options].some(({ value }) => value === home);
  if (by_post.checked && home && served && !("chosen" in post_country.dataset)) {
    post_country.value = home;
  }
}

function showTotals() {
  const price = pricing[currency.value];
  const count = [...list.children].filter((item) => !isBlank(item)).length;
  const typed = readAmount(gift?.value ?? "", price);
  askAbout(typed, price);
  const posting = postage(price);
  const sum = totals({
    price,
    count: Math.max(count, 1),
    coverFee: cover_fee?.checked ?? false,
    gift: typed.length === 1 ? typed[0] : 0n,
    postage: posting ?? 0n,
  });
  for (const place of document.querySelectorAll("[data-sum]")) {
    place.textContent = formatMoney(sum[place.dataset.sum], price);
  }
  for (const row of document.querySelectorAll("[data-row]")) {
    row.hidden = sum[row.dataset.row] === 0n;
  }
  if (shown_postage) {
    document.querySelector('[data-row="postage"]').hidden = posting === null; // it may be free
    shown_postage.value = posting === null ? "" : String(posting);
  }
  for (const option of document.querySelectorAll("[data-from]")) {
    option.hidden = sum.total < BigInt(option.dataset.from);
  }
  const total = formatMoney(sum.total, price);
  if (shown_total.value && shown_total.value !== String(sum.total)) {
    announce(`${status.dataset.label}: ${total}`);
  }
  shown_total.value = String(sum.total);
}

// After the home page's field this is the answer to a POST: a reload asks for the list's own page,
// and the draft, which is kept by address, has the name.
const address = form.getAttribute("action");
if (address !== location.pathname) history.replaceState(null, "", address);
zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
if (country) guessCountry(country, zone.value);
attachKeyboard(list, document.getElementById("keyboard"));
offerWithoutCantillation(list, document.getElementById("without-cantillation"));
const template = document.getElementById("empty-name");
const draft = keepDraft(form, {
  prepare: (fields) => {
    const names = fields.filter(([name]) => /^names-\d+-given_name$/.test(name));
    setCount(list, template, names.length);
  },
  restored: () => {
    showNames(list);
    const extras = document.querySelector(".extras");
    if (extras) extras.open = [cover_fee, by_post].some((box) => box?.checked) || !!gift?.value;
  },
  // Back from Stripe's page leads to the order, which has these names and is not paid yet.
  goTo: (order) => `/orders/${order}/?cancelled=1`,
});
const changed = () => {
  showTotals();
  draft.keep();
};
manageNames({
  list,
  template,
  addButton: document.getElementById("add"),
  limit: Number(form.dataset.limit),
  changed,
});
readLines({ form, list, template, changed });
post_country?.addEventListener("input", () => {
  post_country.dataset.chosen = "";
});
by_post?.addEventListener("input", suggestPostCountry);
for (const field of [currency, cover_fee, gift, by_post, post_country]) {
  field?.addEventListener("input", showTotals);
}
(document.getElementById("errors") ?? document.getElementById("checkout-limit"))?.focus();
