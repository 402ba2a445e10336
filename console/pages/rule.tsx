import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Policy, PolicyList } from '../../src/http/api/policy-shapes.ts';
import { deleteRule, ruleKeys, ruleQuery, rulesQuery } from '../api/rules.ts';
import { PolicyText } from '../editor/policy-text.tsx';
import { ConfirmButton } from '../forms/confirm.tsx';
import { RuleEditor } from '../forms/rule-editor.tsx';
import { to } from '../paths.ts';
import { BackLink } from '../ui/back-link.tsx';
import { Badge } from '../ui/badge.tsx';
import { Failure } from '../ui/failure.tsx';
import { Icon } from '../ui/icons.tsx';
import { Card, Page } from '../ui/page.tsx';
import { EffectBadge } from '../ui/rule-badges.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { toast } from '../ui/toast.tsx';
import { When } from '../ui/when.tsx';
import { RuleVersions } from './rule-versions.tsx';

export function RulePage({ id }: { id: string }) {
  const { data: rule, error, refetch } = useQuery(ruleQuery(id));
  const list = useQuery(rulesQuery);
  const may = list.data?.may;
  // The editor keeps what was typed while the rule changes under it; only going back to a version starts it anew.
  const [round, setRound] = useState(0);
  const own = rule?.source === 'administrators';
  return (
    <>
      <BackLink {...to.rules()}>Rules</BackLink>
      <Page
        title={rule?.sentence || id}
        lead={rule && <Lead rule={rule} />}
        action={rule && own && may?.manage && <DeleteRule rule={rule} />}
      >
        <Failure
          error={error ?? list.error}
          onRetry={() => {
            refetch();
            list.refetch();
          }}
          what="this rule"
        />
        {(rule === undefined || !may) && !error && !list.error && (
          <Card>
            <SkeletonRows rows={4} label="Loading the rule" />
          </Card>
        )}
        {rule && may && <Text key={round} rule={rule} may={may} />}
        {rule === null && <p className="text-muted">There is no rule of this id, or not any more.</p>}
        {rule !== undefined && may && rule?.source !== 'product' && (
          <RuleVersions
            id={id}
            mayManage={may.manage && rule?.source !== 'role'}
            onReverted={() => setRound(round + 1)}
          />
        )}
      </Page>
    </>
  );
}

const whoseChange: Record<Policy['source'], string> = {
  product: 'This rule comes with STING and stays as it is. A rule of yours can forbid more.',
  administrators: 'Owners and security officers change it.',
  role: 'This rule is what a role gives. It changes with the role.',
};

/** Who may change the rule writes in it; everybody else reads it. */
function Text({ rule, may }: { rule: Policy; may: PolicyList['may'] }) {
  if (rule.source === 'administrators' && may.manage) {
    return <RuleEditor rule={rule} text={rule.text} may={may} />;
  }
  return (
    <div className="grid gap-3">
      <PolicyText text={rule.text} />
      <p className="text-muted text-sm">{whoseChange[rule.source]}</p>
    </div>
  );
}

function Lead({ rule }: { rule: Policy }) {
  return (
    <div className="grid gap-3">
      <p>
        <span className="font-mono text-sm">{rule.id}</span>
        {rule.changed_at && (
          <>
            {' '}
            · changed by {rule.changed_by?.name ?? 'the operator'} <When at={rule.changed_at} />
          </>
        )}
      </p>
      <div className="flex flex-wrap gap-2">
        <EffectBadge effect={rule.effect} />
        {rule.source === 'product' && <Badge>Comes with STING</Badge>}
        {rule.source === 'role' && <Badge>Given by a role</Badge>}
        {rule.source === 'administrators' && (rule.enabled ? <Badge tone="success">On</Badge> : <Badge>Off</Badge>)}
      </div>
    </div>
  );
}

function DeleteRule({ rule }: { rule: Policy }) {
  const cache = useQueryClient();
  const navigate = useNavigate();
  const name = rule.sentence || rule.id;
  return (
    <ConfirmButton
      call={deleteRule(rule.id)}
      purpose={{
        title: `Delete the rule “${name}”?`,
        consequence: 'It stops to hold at once. Its versions are kept, and any of them can be brought back.',
        verb: 'Delete',
        destructive: true,
      }}
      variant="caution"
      onDone={() => {
        toast('The rule is deleted.');
        navigate({ ...to.rules(), ignoreBlocker: true }).then(() =>
          cache.invalidateQueries({ queryKey: ruleKeys.all }),
        );
      }}
    >
      <Icon name="trash" />
      Delete
    </ConfirmButton>
  );
}
