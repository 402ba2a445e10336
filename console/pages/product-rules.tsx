import type { Policy } from '../../src/http/api/policy-shapes.ts';
import { PolicyText } from '../editor/policy-text.tsx';
import { Icon } from '../ui/icons.tsx';
import { Card } from '../ui/page.tsx';
import { EffectBadge } from '../ui/rule-badges.tsx';
import { plural } from '../ui/words.ts';

const summary =
  'flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 hover:bg-sunken/60 sm:px-6 [&::-webkit-details-marker]:hidden';

/** The rules that come with STING, by what they are about: to read. A search opens the groups in which it found something. */
export function ProductRules({ rules, q }: { rules: Policy[]; q: string }) {
  const groups = Object.entries(Object.groupBy(rules, ({ id }) => id.split('.', 1)[0]!));
  return (
    <section aria-labelledby="product-rules">
      <h2 id="product-rules" className="mb-1 font-semibold text-lg">
        Rules of STING
      </h2>
      <p className="mb-3 text-muted text-sm">
        They come with it and stay as they are. A rule of yours can forbid more.
      </p>
      <Card className="overflow-hidden">
        {groups.length === 0 && <p className="p-4 text-muted sm:px-6">None of them fits “{q}”.</p>}
        <ul className="divide-y divide-line empty:hidden">
          {groups.map(([group, members]) => (
            <li key={`${group} ${q}`}>
              <details open={q !== ''} className="group">
                <summary className={summary}>
                  <Icon name="chevron" className="size-5 text-muted group-open:rotate-180" />
                  <h3 className="font-semibold">{group.charAt(0).toUpperCase() + group.slice(1)}</h3>
                  <span className="text-muted text-sm">{plural(members!.length, 'rule')}</span>
                </summary>
                <ul className="divide-y divide-line border-line border-t bg-bg">
                  {members!.map((rule) => (
                    <ProductRule key={rule.id} rule={rule} />
                  ))}
                </ul>
              </details>
            </li>
          ))}
        </ul>
      </Card>
    </section>
  );
}

function ProductRule({ rule }: { rule: Policy }) {
  return (
    <li>
      <details>
        <summary className={summary}>
          <span className="min-w-0 grow basis-72">
            {rule.sentence} <span className="font-mono text-muted text-sm">{rule.id}</span>
          </span>
          <EffectBadge effect={rule.effect} />
        </summary>
        <div className="px-4 pb-4 sm:px-6">
          <PolicyText text={rule.text} />
        </div>
      </details>
    </li>
  );
}
