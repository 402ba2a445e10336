/** Lets a code be pasted as it stands in a message, with spaces, dashes or words around it. */
export function wireCodes() {
  for (const input of document.querySelectorAll('[inputmode=numeric]')) {
    input.addEventListener('paste', (event) => {
      const digits = event.clipboardData.getData('text').replace(/\D/g, '');
      if (!digits) return;
      event.preventDefault();
      input.value = digits;
    });
  }
}
