/**
 * Sends each form with the CSRF token of the moment: signing in or out in another tab changes it,
 * and the token that was rendered into the page would be refused.
 */

/** The token of the moment; undefined where cookies are off. */
export const currentToken = () => document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1];

document.addEventListener(
  "submit",
  (event) => {
    const field = event.target.querySelector('input[name="csrfmiddlewaretoken"]');
    const token = currentToken();
    if (field && token) field.value = token;
  },
  true,
);

if (!navigator.cookieEnabled) {
  for (const notice of document.querySelectorAll("[data-cookies-off]")) notice.hidden = false;
}
