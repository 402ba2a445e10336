import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { Policy } from '../../src/http/api/policy-shapes.ts';
import { rulesQuery } from '../api/rules.ts';
import { to } from '../paths.ts';
import { Badge } from '../ui/badge.tsx';
import { buttonLook } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Failure } from '../ui/failure.tsx';
import { Icon } from '../ui/icons.tsx';
import { Card, Page } from '../ui/page.tsx';
import { EffectBadge } from '../ui/rule-badges.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { When } from '../ui/when.tsx';
import { ProductRules } from './product-rules.tsx';
import { Templates } from './templates.tsx';

/** Whether the words stand in what a rule says, is called or consists of. */
const fits = ({ sentence, id, text }: Policy, q: string) =>
  [sentence, id, text].some((each) => each.toLowerCase().includes(q.toLowerCase()));

export function RulesPage({ q }: { q: string }) {
  const { data, error, isPending, refetch } = useQuery(rulesQuery);
  const found = data?.policies.filter((rule) => fits(rule, q)) ?? [];
  const own = found.filter(({ source }) => source !== 'product');
  const none = data?.policies.every(({ source }) => source === 'product');
  const manages = data?.may.manage ?? false;
  return (
    <Page
      title="Rules"
      lead="What decides who may do what. Yours add to those of STING; a rule that forbids always wins."
      action={
        <>
          <Link {...to.why()} className={buttonLook('secondary')}>
            <Icon name="question" />
            Why?
          </Link>
          {manages && (
            <Link {...to.newRule()} className={buttonLook('primary')}>
              <Icon name="plus" />
              New rule
            </Link>
          )}
        </>
      }
    >
      <Search q={q} />
      <Failure error={error} onRetry={refetch} what="the rules" />
      {isPending && (
        <Card>
          <SkeletonRows rows={5} label="Loading the rules" />
        </Card>
      )}
      {data && (
        <div className="grid gap-8">
          <section aria-labelledby="own-rules">
            <h2 id="own-rules" className="mb-3 font-semibold text-lg">
              Rules of this installation
            </h2>
            <Card>
              {none && <NoRules manages={manages} />}
              {!none && own.length === 0 && <p className="p-4 text-muted sm:px-6">None of them fits “{q}”.</p>}
              {own.length > 0 && (
                <ul className="divide-y divide-line" aria-label="Rules of this installation">
                  {own.map((rule) => (
                    <RuleRow key={rule.id} rule={rule} />
                  ))}
                </ul>
              )}
            </Card>
            {none && manages && <Templates />}
          </section>
          <ProductRules rules={found.filter(({ source }) => source === 'product')} q={q} />
        </div>
      )}
    </Page>
  );
}

function NoRules({ manages }: { manages: boolean }) {
  return (
    <EmptyState
      title="No rule of your own yet"
      action={
        manages && (
          <Link {...to.newRule()} className={buttonLook('secondary')}>
            Write a rule
          </Link>
        )
      }
    >
      A rule says in one sentence what it permits or forbids, and when: “Nobody opens confidential jars outside of
      office hours.” {manages ? 'Try it on people before you save it.' : 'Owners and security officers write them.'}
    </EmptyState>
  );
}

function RuleRow({ rule }: { rule: Policy }) {
  return (
    <li className="relative flex flex-wrap items-center gap-x-6 gap-y-2 px-4 py-4 first:rounded-t-card last:rounded-b-card hover:bg-sunken/60 sm:px-6">
      <div className="min-w-0 grow basis-72">
        <h3 className="font-semibold leading-6">
          <Link {...to.rule(rule.id)} className="after:absolute after:inset-0 after:rounded-card">
            {rule.sentence || rule.id}
          </Link>
        </h3>
        <p className="text-muted text-sm">
          <span className="font-mono">{rule.id}</span> · changed by {rule.changed_by?.name ?? 'the operator'}
          {rule.changed_at && (
            <>
              {' '}
              <When at={rule.changed_at} />
            </>
          )}
        </p>
        {rule.reason && <p className="text-muted text-sm">“{rule.reason}”</p>}
      </div>
      <div className="flex flex-wrap gap-2">
        {rule.source === 'role' && <Badge>Given by a role</Badge>}
        {!rule.enabled && <Badge>Off</Badge>}
        {rule.enabled && <Badge tone="success">On</Badge>}
        <EffectBadge effect={rule.effect} />
      </div>
    </li>
  );
}

/** The address keeps the words, so back and links work. */
function Search({ q }: { q: string }) {
  const navigate = useNavigate();
  return (
    <div className="mb-6">
      <SearchField
        label="Search by what a rule says, its id or its text"
        value={q}
        onSearch={(words) => void navigate({ ...to.rules(words), replace: true })}
      />
    </div>
  );
}
