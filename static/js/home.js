/** The country guessed from the clock of the device, until its owner says another. */

/** The country (of the values of `options`) in which this time zone is, or nothing. */
function countryOf(zone, options) {
  return [...options].find(({ value }) => value && zonesOf(value).includes(zone))?.value ?? "";
}

function zonesOf(country) {
  const locale = new Intl.Locale(`und-${country}`);
  return locale.getTimeZones?.() ?? locale.timeZones ?? [];
}

/** Choose the country of the zone where nothing was chosen yet; the server guesses the rest. */
export function guessCountry(select, zone) {
  if ("guess" in select.dataset) select.value = countryOf(zone, select.options);
}
