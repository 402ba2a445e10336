/** Wires the buttons that ask an authenticator, and says on the page what went wrong. */
export function wirePage(sentences) {
  const buttons = [...document.querySelectorAll('[data-trigger]')];
  const labelOf = (button) => button.querySelector('[data-label]');
  let pressed;

  const say = (text) => {
    const regions = pressed ? pressed.form : document;
    const region = regions.querySelector('[data-live]');
    if (region) region.textContent = text;
  };
  const rest = () => {
    for (const button of buttons) {
      if (!button.dataset.rest) continue;
      button.disabled = false;
      labelOf(button).textContent = button.dataset.rest;
      delete button.dataset.rest;
    }
    if (pressed) pressed.focus();
  };

  window.addEventListener('sting-passkey-error', (event) => {
    rest();
    say(event.detail.message);
  });
  // Back from the next page by the browser's cache: the buttons work again.
  window.addEventListener('pageshow', (event) => event.persisted && rest());

  if (buttons.length && !window.PublicKeyCredential) {
    for (const button of buttons) button.disabled = true;
    say(sentences.unsupported);
    return;
  }
  for (const button of buttons) {
    button.addEventListener('click', () => {
      pressed = button;
      say('');
      button.dataset.rest = labelOf(button).textContent;
      button.disabled = true;
      labelOf(button).textContent = button.dataset.waiting;
      window[button.dataset.trigger]();
    });
  }
  // Enter in a form whose only way on is the passkey means the passkey.
  for (const form of document.forms) {
    const key = form.querySelector('[data-trigger]');
    form.addEventListener('submit', (event) => {
      if (!key || event.submitter || form.querySelector('[type=submit]')) return;
      event.preventDefault();
      key.click();
    });
  }
  for (const input of document.querySelectorAll('[data-onload]')) window[input.dataset.onload]();

  // A challenge is good for five minutes. A page that waited longer gets a fresh one, unless somebody is at work in it.
  let stale = false;
  const renew = () => {
    const typed = [...document.querySelectorAll('input')].some((input) => input.value !== input.defaultValue);
    if (stale && !document.hidden && !typed && !buttons.some((button) => button.dataset.rest)) location.reload();
  };
  setTimeout(() => {
    stale = true;
    renew();
  }, 280000);
  document.addEventListener('visibilitychange', renew);
}
