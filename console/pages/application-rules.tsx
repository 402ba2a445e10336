import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApplicationView } from '../../src/http/api/application-shapes.ts';
import { applicationKeys, setSchema } from '../api/applications.ts';
import { PolicyText } from '../editor/policy-text.tsx';
import { TextEditor } from '../forms/text-editor.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icons.tsx';
import { toast } from '../ui/toast.tsx';
import { PoliciesPanel } from './application-policies.tsx';

/** Which text is being written: the schema, a policy by its id, or a new policy (null). */
export type Writing = 'schema' | { policy: string | null };

/** What both panels share: one text is written at a time. */
export interface WritingProps {
  application: ApplicationView;
  writing: Writing | null;
  onWrite: (what: Writing) => void;
  /** The text was saved, or left. */
  onSaved: () => void;
  onCancel: () => void;
  /** Why no text can be opened now. */
  reason: string | null;
}

interface Props {
  application: ApplicationView;
  /** Why the person may not change them. */
  reason: string | null;
}

/** By what an application is decided: its schema and its policies. */
export function RulesPanels({ application, reason }: Props) {
  const [writing, setWriting] = useState<Writing | null>(null);
  const cache = useQueryClient();
  const shared: WritingProps = {
    application,
    writing,
    onWrite: setWriting,
    onSaved() {
      setWriting(null);
      toast('Saved. It holds from the next question on.');
      cache.invalidateQueries({ queryKey: applicationKeys.one(application.id) });
    },
    onCancel: () => setWriting(null),
    reason: reason ?? (writing === null ? null : 'Save the text that is open, or cancel it.'),
  };
  return (
    <>
      <SchemaPanel {...shared} />
      <PoliciesPanel {...shared} />
    </>
  );
}

function SchemaPanel({ application: { id, schema }, writing, onWrite, onSaved, onCancel, reason }: WritingProps) {
  return (
    <section aria-labelledby="schema" className="grid grid-cols-1 gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="schema" className="font-semibold text-lg">
          Schema
        </h2>
        <Button reason={reason} aria-label="Edit the schema" onClick={() => onWrite('schema')}>
          <Icon name="edit" />
          Edit
        </Button>
      </div>
      {writing === 'schema' && (
        <TextEditor
          label="Text of the schema"
          text={schema}
          call={(text) => setSchema(id, text)}
          purpose={{ title: 'Save the schema?', consequence: 'It holds from the next question on.', verb: 'Save' }}
          onSaved={onSaved}
          onCancel={onCancel}
        />
      )}
      {writing !== 'schema' && schema !== '' && <PolicyText text={schema} />}
      {writing !== 'schema' && schema === '' && (
        <p className="text-muted text-sm">It says which subjects, resources and actions there are. Write it first.</p>
      )}
    </section>
  );
}
