/** The controls of the account page that talk to the API: rename a passkey, end sessions, keep the backup codes. */
export function wireAccount(sentences) {
  const all = (selector) => document.querySelectorAll(selector);
  const live = document.getElementById('account-live');
  let clearing;
  const say = (text) => {
    live.textContent = text;
    clearTimeout(clearing);
    clearing = setTimeout(() => live.replaceChildren(), 8000);
  };

  /** Calls the API; true when it did what was asked. Leads to a fresh proof when the API wants one. */
  const call = async (method, path, body) => {
    const json = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(path, { method, ...json }).catch(() => null);
    if (!response) {
      say(sentences.offline);
      return false;
    }
    if (response.ok) return true;
    const problem = await response.json().catch(() => ({}));
    const here = encodeURIComponent(location.origin + location.pathname);
    if (response.status === 403 && problem.code === 'step_up_required') {
      location.assign(`/self-service/login/browser?refresh=true&return_to=${here}`);
    } else if (response.status === 401) {
      location.assign(`/self-service/login/browser?return_to=${here}`);
    } else {
      say(sentences[problem.code] || problem.detail || sentences.failed);
    }
    return false;
  };

  for (const form of all('[data-rename]')) {
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const name = form.elements.name.value.trim();
      if (!(await call('PATCH', `/api/me/passkeys/${form.dataset.rename}`, { name }))) return;
      document.getElementById(`name-${form.dataset.rename}`).textContent = name;
      const details = form.closest('details');
      details.open = false;
      details.querySelector('summary').focus();
      say(sentences.renamed);
    });
  }

  const heading = document.getElementById('sessions-title');
  const others = () => all('[data-end]');
  const endOthers = document.querySelector('[data-end-others]');
  const tidy = () => {
    if (endOthers && !others().length) endOthers.remove();
    heading.focus();
  };
  for (const button of others()) {
    button.addEventListener('click', async () => {
      button.disabled = true;
      if (await call('DELETE', `/api/me/sessions/${button.dataset.end}`)) {
        button.closest('li').remove();
        tidy();
        say(sentences.ended);
      } else button.disabled = false;
    });
  }
  endOthers?.addEventListener('click', async () => {
    endOthers.disabled = true;
    if (await call('DELETE', '/api/me/sessions')) {
      for (const button of others()) button.closest('li').remove();
      tidy();
      say(sentences.othersEnded);
    } else endOthers.disabled = false;
  });

  const codes = () => [...all('[data-code]')].map((code) => code.textContent).join('\n');
  const keep = {
    copy: () =>
      navigator.clipboard.writeText(codes()).then(
        () => say(sentences.copied),
        () => say(sentences.notCopied),
      ),
    download: ({ fileName, fileTitle }) => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([`${fileTitle}\n\n${codes()}\n`], { type: 'text/plain' }));
      link.download = fileName;
      link.click();
      URL.revokeObjectURL(link.href);
    },
    print: () => window.print(),
  };
  for (const button of all('[data-keep]')) {
    button.addEventListener('click', () => keep[button.dataset.keep](button.dataset));
  }

  // Times arrive in UTC and are shown in the zone of the reader.
  for (const time of all('time')) {
    time.textContent = new Date(time.dateTime).toLocaleString(document.documentElement.lang, {
      dateStyle: 'medium',
      timeStyle: 'short',
    });
  }

  // WebAuthn L3 §5.1.10: tells password managers which passkeys still exist and how the account is called.
  const account = document.querySelector('[data-signal]');
  if (account && window.PublicKeyCredential?.signalAllAcceptedCredentials) {
    const { rpId, userId, name, displayName, allAcceptedCredentialIds } = JSON.parse(account.dataset.signal);
    // Advisory: a manager that cannot follow changes nothing here.
    const ignore = () => undefined;
    PublicKeyCredential.signalAllAcceptedCredentials({ rpId, userId, allAcceptedCredentialIds }).catch(ignore);
    PublicKeyCredential.signalCurrentUserDetails({ rpId, userId, name, displayName }).catch(ignore);
  }
}
