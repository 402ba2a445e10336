/**
 * Proving oneself for exactly one action of the API: by a key, and where that is not enough by the codes at hand, whose
 * forms wait hidden in the page. `post` answers { ok, status, body }; the proof comes to a grant, or to null.
 */
export function confirmWith({ request, toJson, tellError }, post, say) {
  const forms = () => [...document.querySelectorAll('[data-proof]')];

  /** What is typed into the form of this method. */
  const typed = (method) =>
    new Promise((resolve) => {
      for (const form of forms()) {
        form.hidden = form.dataset.proof !== method;
        if (form.hidden) continue;
        form.reset();
        form.elements.code.focus();
        form.onsubmit = (event) => {
          event.preventDefault();
          resolve(form.elements.code.value.trim());
        };
      }
    });

  return async ({ operation, resource, parameters }) => {
    const opened = await post('/api/step-up', { operation, resource, parameters });
    if (!opened.ok) {
      say(opened.body);
      return null;
    }
    const { id, methods } = opened.body;
    let key = false;
    for (const { method, publicKey } of methods) {
      // Two keys are one kind of proof.
      if (publicKey && key) continue;
      key ||= Boolean(publicKey);
      for (;;) {
        let proof;
        try {
          proof = publicKey
            ? { method, assertion: toJson(await navigator.credentials.get({ publicKey: request(publicKey) })) }
            : { method, code: await typed(method) };
        } catch (error) {
          tellError(error);
          return null;
        }
        const answer = await post(`/api/step-up/${id}`, proof);
        if (answer.ok && answer.body.grant) {
          for (const form of forms()) form.hidden = true;
          return answer.body.grant;
        }
        if (answer.ok) break;
        say(answer.body);
        if (publicKey || answer.status !== 401) return null;
      }
    }
    return null;
  };
}
