import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { Policy, PolicyList } from '../../src/http/api/policy-shapes.ts';
import { api } from '../api/api.ts';
import { Refused } from '../api/refusal.ts';
import { changeRule, checkQuery, createRule, ruleKeys, vocabularyQuery } from '../api/rules.ts';
import { CodeEditor, insert } from '../editor/code-editor.tsx';
import { ProblemList } from '../editor/problem-list.tsx';
import { useCheck } from '../editor/use-check.ts';
import { to } from '../paths.ts';
import { Button } from '../ui/button.tsx';
import { Failure } from '../ui/failure.tsx';
import { TextArea } from '../ui/field.tsx';
import { Card } from '../ui/page.tsx';
import { ProofHint } from '../ui/proof-hint.tsx';
import { toast } from '../ui/toast.tsx';
import { SaveFailure } from './save-failure.tsx';
import { TryRule } from './try-rule.tsx';
import { Unsaved } from './unsaved.tsx';

interface Props {
  /** The rule that is changed; null for a new one. */
  rule: Policy | null;
  /** What stands in the editor at first. */
  text: string;
  may: PolicyList['may'];
}

/** Writes a rule: its text, judged while one types; whether it holds; why. What is written stays until it is saved. */
export function RuleEditor({ rule, text: first, may }: Props) {
  const [base, setBase] = useState(rule);
  const [text, setText] = useState(first);
  const [enabled, setEnabled] = useState(rule?.enabled ?? true);
  const [reason, setReason] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const cache = useQueryClient();
  const navigate = useNavigate();
  const vocabulary = useQuery(vocabularyQuery);
  const check = useCheck(text);
  const written = check.latest?.policy ?? null;
  const changed = base ? text !== base.text || enabled !== base.enabled : text !== first;

  const body = { text, enabled, ...(reason.trim() ? { reason: reason.trim() } : {}) };
  const call = base ? changeRule(base.id, { ...body, version: base.version }) : createRule(body);
  const save = useMutation({
    mutationFn: () =>
      api.send(call, {
        purpose: {
          title: `Save the rule “${written?.sentence ?? base?.sentence ?? 'New rule'}”?`,
          consequence: enabled
            ? 'It holds from the next request on.'
            : 'It is kept, and does not hold while it is off.',
          verb: 'Save',
        },
      }),
    onError(error) {
      // Why it was refused may be that the rule is another one by now.
      if (error instanceof Refused) cache.invalidateQueries({ queryKey: ruleKeys.all });
    },
    async onSuccess(saved) {
      cache.invalidateQueries({ queryKey: ruleKeys.all });
      toast(saved.enabled ? 'Saved. The rule holds.' : 'Saved. The rule is off.');
      if (base) {
        setBase(saved);
        setReason('');
      } else await navigate({ ...to.rule(saved.id), replace: true, ignoreBlocker: true });
    },
  });

  function whyNot(): string | null {
    if (base && !changed) return 'Nothing has changed yet.';
    if (check.latest && !written) return 'Mend what is listed under the text first.';
    if (base && written && written.id !== base.id) return `The id of a rule stays. Put “${base.id}” back.`;
    if (written?.effect === 'permit' && !may.permit) return permitNote;
    return null;
  }

  function goTo({ start, end }: { start: number; end: number }) {
    field.current?.focus();
    field.current?.setSelectionRange(start, end);
  }

  const format = useMutation({
    mutationFn: () => cache.fetchQuery(checkQuery(text)),
    onSuccess({ formatted }) {
      if (formatted === null) return;
      field.current!.select();
      insert(field.current!, formatted);
    },
  });

  return (
    <div className="grid grid-cols-1 items-start gap-8 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="grid grid-cols-1 gap-4">
        <CodeEditor
          field={field}
          label="Text of the rule"
          text={text}
          onText={setText}
          problems={check.problems}
          vocabulary={vocabulary.data}
          describedBy="problems"
        />
        <div className="flex flex-wrap items-start justify-between gap-3">
          <div className="min-w-0 grow basis-72">
            <ProblemList id="problems" problems={check.latest && check.problems} onGo={goTo} />
            <Failure error={check.error ?? format.error} onRetry={check.refetch} what="the judgement of the text" />
          </div>
          <Button
            align="end"
            busy={format.isPending}
            reason={check.latest?.formatted === null ? 'What does not parse cannot be laid out.' : null}
            onClick={() => format.mutate()}
          >
            Format
          </Button>
        </div>
        <SaveFailure
          error={save.error}
          id={written?.id ?? base?.id ?? ''}
          text={text}
          isNew={base === null}
          onGoOn={(now, whose) => {
            setBase(now);
            if (whose === 'theirs') {
              setText(now.text);
              setEnabled(now.enabled);
            }
            save.reset();
          }}
        />
      </div>
      <Card className="p-4 sm:p-6">
        <form
          className="grid gap-5"
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate();
          }}
        >
          <label className="flex min-h-10 items-center gap-3 font-medium">
            <input
              type="checkbox"
              className="size-5 accent-accent"
              checked={enabled}
              onChange={(event) => setEnabled(event.target.checked)}
            />
            The rule is on
          </label>
          <TextArea
            label="Why"
            hint="For whoever reads this later. You can leave it empty."
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          {!may.permit && <p className="text-muted text-sm">{permitNote}</p>}
          <div className="flex flex-wrap items-center gap-3">
            <Button type="submit" variant="primary" align="start" busy={save.isPending} reason={whyNot()}>
              Save
            </Button>
            <ProofHint call={call} />
          </div>
        </form>
      </Card>
      <div className="min-w-0 lg:col-span-2">
        <TryRule draft={written && { id: written.id, text, enabled }} />
      </div>
      <Unsaved changed={changed} />
    </div>
  );
}

const permitNote = 'Rules that permit are for an owner to save. You can save rules that forbid.';
