/** Preselects the country of the device's time zone. */

/** The value of the option whose country has this time zone, or "". */
function countryOf(zone, options) {
  return [...options].find(({ value }) => value && zonesOf(value).includes(zone))?.value ?? "";
}

function zonesOf(country) {
  const locale = new Intl.Locale(`und-${country}`);
  return locale.getTimeZones?.() ?? locale.timeZones ?? [];
}

/** Select the country of the zone in a select that the server marked as a guess. */
export function guessCountry(select, zone) {
  if ("guess" in select.dataset) select.value = countryOf(zone, select.options);
}
