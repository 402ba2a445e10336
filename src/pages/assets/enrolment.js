/** Making a passkey or a security key, at registration and on the account page. */
export function enrolWith({ field, tell, parse, decode, describe, given, send, ceremony }) {
  // Browsers without parseCreationOptionsFromJSON (Safari before 18.4) get the buffers made for them.
  const creation = (json) =>
    PublicKeyCredential.parseCreationOptionsFromJSON
      ? PublicKeyCredential.parseCreationOptionsFromJSON(json)
      : {
          ...json,
          challenge: decode(json.challenge),
          user: { ...json.user, id: decode(json.user.id) },
          excludeCredentials: describe(json.excludeCredentials),
        };
  const create = async (name, publicKey) =>
    send(name, await navigator.credentials.create({ publicKey: creation(publicKey) }));
  /** No key for details that the server would refuse: it would stay behind on the device. */
  const refused = (name) =>
    [...field(name).form.elements].some((input) => input.name.startsWith('traits.') && !input.reportValidity());

  return {
    oryWebAuthnRegistration: ceremony((options) => {
      if (refused('webauthn_register')) return tell('incomplete');
      return create('webauthn_register', given(options, 'webauthn_register_trigger'));
    }),
    oryPasskeyRegistration: ceremony(() => {
      const { credentialOptions, displayNameFieldName, displayNameFieldNames } = parse(
        field('passkey_create_data').value,
      );
      if (refused('passkey_register')) return tell('incomplete');
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
}
