import { useQueryClient } from '@tanstack/react-query';
import { applicationKeys, deletePolicy, putPolicy } from '../api/applications.ts';
import { PolicyText } from '../editor/policy-text.tsx';
import { ConfirmButton } from '../forms/confirm.tsx';
import { TextEditor } from '../forms/text-editor.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icons.tsx';
import { Card } from '../ui/page.tsx';
import { toast } from '../ui/toast.tsx';
import type { WritingProps } from './application-rules.tsx';

/** What a new policy begins with. It cannot be saved like this: it has no id. */
const blank = `@id("")
@sentence("Says in one sentence what the policy permits.")
permit (
  principal,
  action == Action::"",
  resource
);
`;

const idIn = (text: string) => /@id\("([^"]+)"\)/.exec(text)?.[1];

const purposeOf = (policy: string) => ({
  title: `Save the ${policy}?`,
  consequence: 'It holds from the next question on.',
  verb: 'Save',
});

/** What an application permits and forbids. */
export function PoliciesPanel(props: WritingProps) {
  const { application, writing, onWrite, onSaved, onCancel, reason } = props;
  const { id, policies } = application;
  const open = typeof writing === 'object' && writing !== null ? writing : null;
  const isNew = open?.policy === null;

  /** Saving would otherwise take the place of a policy of this id. */
  function whyNotNew(text: string): string | null {
    const named = idIn(text);
    if (named === undefined) return 'Give it an id first, such as @id("records.read").';
    return policies.some((policy) => policy.id === named) ? `There is a policy “${named}” already.` : null;
  }

  return (
    <section aria-labelledby="policies" className="grid grid-cols-1 gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="policies" tabIndex={-1} className="font-semibold text-lg">
          Policies
        </h2>
        <Button reason={reason} onClick={() => onWrite({ policy: null })}>
          <Icon name="plus" />
          New policy
        </Button>
      </div>
      {policies.length === 0 && !isNew && <p className="text-muted text-sm">Without a policy everything is refused.</p>}
      {isNew && (
        <TextEditor
          label="Text of the new policy"
          text={blank}
          call={(text) => putPolicy(id, idIn(text) ?? '', text)}
          purpose={purposeOf('new policy')}
          whyNot={whyNotNew}
          onSaved={onSaved}
          onCancel={onCancel}
        />
      )}
      <ul className="grid grid-cols-1 gap-3 empty:hidden">
        {policies.map((policy) => (
          <li key={policy.id}>
            <Card className="grid grid-cols-1 gap-3 p-4 sm:p-6">
              {open?.policy === policy.id ? (
                <TextEditor
                  label={`Text of ${policy.id}`}
                  text={policy.text}
                  call={(text) => putPolicy(id, policy.id, text)}
                  purpose={purposeOf(`policy “${policy.id}”`)}
                  onSaved={onSaved}
                  onCancel={onCancel}
                />
              ) : (
                <Written policy={policy} application={id} reason={reason} onWrite={onWrite} />
              )}
            </Card>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface WrittenProps extends Pick<WritingProps, 'reason' | 'onWrite'> {
  policy: WritingProps['application']['policies'][number];
  application: string;
}

function Written({ policy: { id, text }, application, reason, onWrite }: WrittenProps) {
  const cache = useQueryClient();
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h3 className="font-mono">{id}</h3>
        <div className="flex gap-2">
          <Button reason={reason} aria-label={`Edit ${id}`} onClick={() => onWrite({ policy: id })}>
            Edit
          </Button>
          <ConfirmButton
            call={deletePolicy(application, id)}
            purpose={{
              title: `Delete the policy “${id}”?`,
              consequence: 'It stops to hold at once.',
              verb: 'Delete',
              destructive: true,
            }}
            variant="caution"
            aria-label={`Delete ${id}`}
            heading="policies"
            reason={reason}
            onDone={() => {
              toast(`“${id}” is deleted.`);
              cache.invalidateQueries({ queryKey: applicationKeys.one(application) });
            }}
          >
            Delete
          </ConfirmButton>
        </div>
      </div>
      <PolicyText text={text} />
    </>
  );
}
