/** Proving oneself with a passkey, from the browser's autofill or by its button, or with a security key. */
export function signInWith({ field, tellError, parse, request, given, send, ceremony }) {
  const get = async (name, publicKey, more) =>
    send(name, await navigator.credentials.get({ publicKey: request(publicKey), ...more }));
  const challenge = () => parse(field('passkey_challenge').value).publicKey;

  let autofill = false;
  const oryPasskeyLoginAutocompleteInit = async () => {
    const available = window.PublicKeyCredential?.isConditionalMediationAvailable;
    if (!available || window.Cypress || !(await PublicKeyCredential.isConditionalMediationAvailable())) return;
    autofill = true;
    const abort = new AbortController();
    window.abortPasskeyConditionalUI = abort;
    try {
      await get('passkey_login', challenge(), { mediation: 'conditional', signal: abort.signal });
    } catch (error) {
      // Nobody pressed anything: being turned down is no news.
      if (!/^(Abort|NotAllowed)Error$/.test(error.name)) tellError(error);
    }
  };
  /** A browser answers one request at a time: that of the autofill ends, and begins again if this one comes to nothing. */
  const instead = (run) =>
    ceremony(async (options) => {
      window.abortPasskeyConditionalUI?.abort();
      try {
        await run(options);
      } catch (error) {
        if (autofill) oryPasskeyLoginAutocompleteInit();
        throw error;
      }
    });

  return {
    oryWebAuthnLogin: instead((options) => get('webauthn_login', given(options, 'webauthn_login_trigger'))),
    oryPasskeyLogin: instead(() => get('passkey_login', challenge())),
    oryPasskeyLoginAutocompleteInit,
  };
}
