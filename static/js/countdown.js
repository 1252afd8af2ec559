/** The time left until the siyum, its date in the reader's zone, and the notice that it has begun. */

const shown = document.querySelector("[data-until]");
if (shown) {
  const until = new Date(shown.dataset.until);
  const language = document.documentElement.lang;
  const [timer, here] = shown.children;
  const unitText = (count, unit) =>
    new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(count);
  const list = new Intl.ListFormat(language, { type: "conjunction" });
  const left = (minutes) =>
    list.format(
      [
        [Math.floor(minutes / 1440), "day"],
        [Math.floor(minutes / 60) % 24, "hour"],
        [minutes % 60, "minute"],
      ]
        .filter(([count]) => count)
        .map(([count, unit]) => unitText(count, unit)),
    );
  const tick = () => {
    const minutes = Math.floor((until - Date.now()) / 60000);
    if (minutes < 0) {
      shown.hidden = true;
      document.querySelector("[data-now]").hidden = false;
      return;
    }
    timer.textContent = minutes ? left(minutes) : shown.dataset.soon;
    shown.hidden = false;
    setTimeout(tick, 5000);
  };
  // Dates in the reader's own variant: the page is "en", the browser may prefer "en-GB".
  const own = navigator.languages.find((each) => each.startsWith(language)) ?? language;
  const there = new Intl.DateTimeFormat(own, { dateStyle: "full", timeStyle: "short" });
  here.textContent = shown.dataset.here.replace("{}", there.format(until));
  tick();
}
