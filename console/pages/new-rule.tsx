import { useQuery } from '@tanstack/react-query';
import { rulesQuery, templatesQuery } from '../api/rules.ts';
import { RuleEditor } from '../forms/rule-editor.tsx';
import { to } from '../paths.ts';
import { BackLink } from '../ui/back-link.tsx';
import { Failure } from '../ui/failure.tsx';
import { Card, Page } from '../ui/page.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Templates } from './templates.tsx';

/** What a new rule begins with. It cannot be saved like this: it has no id, and does not say when it applies. */
const blank = `@id("")
@sentence("Says in one sentence what the rule does.")
forbid (
  principal,
  action == Action::"",
  resource
)
when { context. };
`;

/** A rule that is written from the start, or from a template. */
export function NewRulePage({ template }: { template: string | undefined }) {
  const { data: list, error, refetch } = useQuery(rulesQuery);
  const { data: templates, isPending } = useQuery(templatesQuery);
  const start = templates?.templates.find(({ id }) => id === template);
  const ready = list !== undefined && !isPending;
  return (
    <>
      <BackLink {...to.rules()}>Rules</BackLink>
      <Page title="New rule" lead={start?.advice ?? 'It permits or forbids something, and says in one sentence what.'}>
        <Failure error={error} onRetry={refetch} what="the rules" />
        {!ready && !error && (
          <Card>
            <SkeletonRows rows={4} label="Loading" />
          </Card>
        )}
        {ready && list.may.manage && (
          <RuleEditor key={template} rule={null} text={start?.text ?? blank} may={list.may} />
        )}
        {ready && !list.may.manage && <p className="text-muted">Owners and security officers write rules.</p>}
        {ready && list.may.manage && !template && <Templates />}
      </Page>
    </>
  );
}
