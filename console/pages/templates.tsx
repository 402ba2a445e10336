import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { templatesQuery } from '../api/rules.ts';
import { to } from '../paths.ts';
import { Card } from '../ui/page.tsx';

/** Rules to start from. */
export function Templates() {
  const { data } = useQuery(templatesQuery);
  if (!data) return null;
  return (
    <section aria-labelledby="templates" className="mt-8">
      <h2 id="templates" className="mb-3 font-semibold text-lg">
        Start from a template
      </h2>
      <Card>
        <ul className="grid sm:grid-cols-2">
          {data.templates.map(({ id, title, advice }) => (
            <li key={id} className="relative rounded-card px-4 py-4 hover:bg-sunken/60 sm:px-6">
              <h3 className="font-semibold leading-6">
                <Link {...to.newRule(id)} className="after:absolute after:inset-0 after:rounded-card">
                  {title}
                </Link>
              </h3>
              <p className="text-muted text-sm">{advice}</p>
            </li>
          ))}
        </ul>
      </Card>
    </section>
  );
}
