/** The time zone of this device, for forms that ask for nothing else of where one is. */

for (const field of document.querySelectorAll("[data-zone]")) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}
