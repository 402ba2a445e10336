/** The controls of the account page that talk to the API: rename a key, end sessions, keep codes, give up the account. */
export function wireAccount(sentences, ceremony) {
  const all = (selector) => document.querySelectorAll(selector);
  const live = document.getElementById('account-live');
  let clearing;
  const say = (text) => {
    live.textContent = text;
    clearTimeout(clearing);
    clearing = setTimeout(() => live.replaceChildren(), 8000);
  };

  const send = async (method, path, body, headers = {}) => {
    const json = body && { body: JSON.stringify(body) };
    const type = body && { 'content-type': 'application/json' };
    const response = await fetch(path, { method, headers: { ...type, ...headers }, ...json }).catch(() => null);
    if (!response) return { ok: false, status: 0, body: { code: 'offline' } };
    return { ok: response.ok, status: response.status, body: await response.json().catch(() => ({})) };
  };
  const sayProblem = ({ code, detail }) => say(sentences[code] || detail || sentences.failed);
  window.addEventListener('sting-passkey-error', ({ detail }) => say(detail.message));
  const confirm = confirmWith(ceremony, (path, body) => send('POST', path, body), sayProblem);

  /** Calls the API; true when it did what was asked. Asks or leads to the proof that it wants. */
  const call = async (method, path, body, grant) => {
    const { ok, status, body: problem } = await send(method, path, body, grant && { 'sting-step-up': grant });
    if (ok) return true;
    const here = encodeURIComponent(location.origin + location.pathname);
    if (status === 403 && problem.code === 'step_up_required') {
      if (problem.needs.action_bound) {
        const given = grant ? null : await confirm(problem);
        return given !== null && call(method, path, body, given);
      }
      location.assign(`/self-service/login/browser?refresh=true&return_to=${here}`);
    } else if (status === 401) {
      location.assign(`/self-service/login/browser?return_to=${here}`);
    } else sayProblem(problem);
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

  const close = document.querySelector('[data-delete]');
  close?.addEventListener('click', async () => {
    close.disabled = true;
    if (await call('DELETE', '/api/me')) {
      const { content, dataset } = document.getElementById('closed');
      const title = document.querySelector('h1');
      title.textContent = dataset.title;
      title.tabIndex = -1;
      document.querySelector('main').replaceChildren(title, content);
      document.querySelector('header nav').remove();
      title.focus();
    } else close.disabled = false;
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
