/**
 * What every ceremony of the WebAuthn helper needs (/.well-known/ory/webauthn.js of Kratos's contract, our own writing).
 * Fields of the page are found by name, the authenticator's answer goes into a hidden field and the form is sent. What
 * goes wrong is told as an event `sting-passkey-error` on window with a code and a sentence.
 */
export function createCeremony(sentences) {
  const field = (name) => document.getElementsByName(name)[0];
  const tell = (code, cause) =>
    window.dispatchEvent(
      new CustomEvent('sting-passkey-error', { detail: { code, message: sentences[code] || sentences.failed, cause } }),
    );
  const tellError = (error) => tell(error.name in sentences ? error.name : 'failed', error);

  // Other servers may pad their base64url or write plain base64; browsers refuse both.
  const parse = (text) =>
    JSON.parse(text, (key, value) =>
      /^(challenge|id)$/.test(key) && typeof value === 'string'
        ? value.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
        : value,
    );
  const decode = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (character) => character.charCodeAt(0));
  const encode = (buffer) =>
    btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(''))
      .replace(/\+/g, '-')
      .replace(/\//g, '_')
      .replace(/=+$/, '');
  const describe = (list) => list?.map((one) => ({ ...one, id: decode(one.id) }));

  // Browsers without parseRequestOptionsFromJSON (Safari before 18.4) get the buffers made for them.
  const request = (json) =>
    PublicKeyCredential.parseRequestOptionsFromJSON
      ? PublicKeyCredential.parseRequestOptionsFromJSON(json)
      : { ...json, challenge: decode(json.challenge), allowCredentials: describe(json.allowCredentials) };

  const toJson = (credential) => {
    try {
      return credential.toJSON();
    } catch {
      // Old browsers lack it; objects made by password managers have it but it throws.
      const response = {};
      for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'])
        if (credential.response[name]) response[name] = encode(credential.response[name]);
      if (credential.response.getTransports) response.transports = credential.response.getTransports();
      const { id, rawId, type, authenticatorAttachment } = credential;
      const clientExtensionResults = credential.getClientExtensionResults();
      return { id, rawId: encode(rawId), type, authenticatorAttachment, clientExtensionResults, response };
    }
  };

  return {
    field,
    tell,
    tellError,
    parse,
    decode,
    describe,
    request,
    toJson,
    /** Options of a security key: as the caller passes them ({ publicKey }), else as the button's value says. */
    given: (options, name) => parse(options?.publicKey ? JSON.stringify(options) : field(name).value).publicKey,
    send: (name, credential) => {
      const target = field(name);
      target.value = JSON.stringify(toJson(credential));
      // By the prototype: a field named "submit" would shadow the method.
      HTMLFormElement.prototype.submit.call(target.form);
    },
    /** A function of the helper: says what goes wrong instead of throwing it. */
    ceremony: (run) => async (options) => {
      if (!window.PublicKeyCredential) return tell('unsupported');
      try {
        await run(options);
      } catch (error) {
        if (error.name !== 'AbortError') tellError(error);
      }
    },
  };
}

/** Puts the functions on window, with and without underscores, and says that they are there. A second time does nothing. */
export function install(functions) {
  if (window.__oryWebAuthnInitialized) return;
  for (const [name, run] of Object.entries(functions)) window[name] = window[`__${name}`] = run;
  window.__oryWebAuthnInitialized = true;
  window.dispatchEvent(new CustomEvent('oryWebAuthnInitialized'));
}
