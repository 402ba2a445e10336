/**
 * The WebAuthn helper of Kratos's contract (/.well-known/ory/webauthn.js), our own writing. It finds the fields of the
 * page by name, asks the authenticator, writes the answer into the hidden field and sends the form. What goes wrong is
 * told as an event `sting-passkey-error` on window with a code and a sentence.
 */
export function installPasskeys(sentences) {
  if (window.__oryWebAuthnInitialized) return;

  const field = (name) => document.getElementsByName(name)[0];
  const tell = (code, cause) =>
    window.dispatchEvent(
      new CustomEvent('sting-passkey-error', { detail: { code, message: sentences[code] || sentences.failed, cause } }),
    );

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

  // Browsers without parse...FromJSON (Safari before 18.4).
  const describe = (list) => list?.map((one) => ({ ...one, id: decode(one.id) }));
  const creation = (json) =>
    PublicKeyCredential.parseCreationOptionsFromJSON
      ? PublicKeyCredential.parseCreationOptionsFromJSON(json)
      : {
          ...json,
          challenge: decode(json.challenge),
          user: { ...json.user, id: decode(json.user.id) },
          excludeCredentials: describe(json.excludeCredentials),
        };
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
  const send = (name, credential) => {
    const target = field(name);
    target.value = JSON.stringify(toJson(credential));
    // By the prototype: a field named "submit" would shadow the method.
    HTMLFormElement.prototype.submit.call(target.form);
  };

  const ceremony = (run) => async (options) => {
    if (!window.PublicKeyCredential) return tell('unsupported');
    try {
      await run(options);
    } catch (error) {
      if (error.name !== 'AbortError') tell(error.name in sentences ? error.name : 'failed', error);
    }
  };
  const create = async (name, publicKey) =>
    send(name, await navigator.credentials.create({ publicKey: creation(publicKey) }));
  const get = async (name, publicKey, more) =>
    send(name, await navigator.credentials.get({ publicKey: request(publicKey), ...more }));
  // A caller may pass { publicKey }; anything else (an event) means: read it from the page.
  const given = (options, name) => (options?.publicKey ? options : parse(field(name).value)).publicKey;

  let autofill = false;
  const functions = {
    oryWebAuthnLogin: ceremony((options) => get('webauthn_login', given(options, 'webauthn_login_trigger'))),
    oryWebAuthnRegistration: ceremony((options) =>
      create('webauthn_register', given(options, 'webauthn_register_trigger')),
    ),
    oryPasskeyLogin: ceremony(async () => {
      // A browser answers one request at a time.
      if (window.abortPasskeyConditionalUI) window.abortPasskeyConditionalUI.abort();
      try {
        await get('passkey_login', parse(field('passkey_challenge').value).publicKey);
      } catch (error) {
        if (autofill) functions.oryPasskeyLoginAutocompleteInit();
        throw error;
      }
    }),
    oryPasskeyLoginAutocompleteInit: async () => {
      const available = window.PublicKeyCredential?.isConditionalMediationAvailable;
      if (!available || window.Cypress || !(await PublicKeyCredential.isConditionalMediationAvailable())) return;
      autofill = true;
      const abort = new AbortController();
      window.abortPasskeyConditionalUI = abort;
      try {
        const { publicKey } = parse(field('passkey_challenge').value);
        await get('passkey_login', publicKey, { mediation: 'conditional', signal: abort.signal });
      } catch (error) {
        // Nobody pressed anything: being turned down is no news.
        if (!/^(Abort|NotAllowed)Error$/.test(error.name)) tell(error.name in sentences ? error.name : 'failed', error);
      }
    },
    oryPasskeyRegistration: ceremony(() => {
      const { credentialOptions, displayNameFieldName, displayNameFieldNames } = parse(
        field('passkey_create_data').value,
      );
      // No passkey for details that the server would refuse: it would stay behind on the device.
      for (const input of field('passkey_register').form.elements)
        if (input.name.startsWith('traits.') && !input.reportValidity()) return tell('incomplete');
      const name = [...(displayNameFieldNames || []), displayNameFieldName]
        .map((candidate) => candidate && field(candidate)?.value)
        .find(Boolean);
      const { publicKey } = credentialOptions;
      if (name) publicKey.user.name = publicKey.user.displayName = name;
      return create('passkey_register', publicKey);
    }),
    oryPasskeySettingsRegistration: ceremony(() => {
      const options = parse(field('passkey_create_data').value);
      return create('passkey_settings_register', options.publicKey || options);
    }),
  };
  for (const [name, run] of Object.entries(functions)) window[name] = window[`__${name}`] = run;
  window.__oryWebAuthnInitialized = true;
  window.dispatchEvent(new CustomEvent('oryWebAuthnInitialized'));
}
