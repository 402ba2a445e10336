import { useQuery } from '@tanstack/react-query';
import type { PersonInFull } from '../../src/http/api/people-shapes.ts';
import { whyNotTo } from '../api/administer.ts';
import { attributesQuery } from '../api/people.ts';
import { EditAttributes } from '../forms/edit-attributes.tsx';
import { attributeWords } from '../ui/attribute-words.ts';
import { Failure } from '../ui/failure.tsx';
import { Card } from '../ui/page.tsx';

interface Props {
  person: PersonInFull;
  name: string;
  own: boolean;
}

/** What administrators said of a person, for rules to look at. */
export function AttributesPanel({ person, name, own }: Props) {
  const { data, error, refetch } = useQuery(attributesQuery(person.id));
  const facts = data ? attributeWords(data) : [];
  return (
    <section aria-labelledby="attributes">
      <h2 id="attributes" className="mb-3 font-semibold text-lg">
        What rules know
      </h2>
      <Card className="grid gap-4 p-4">
        <Failure error={error} onRetry={refetch} what="what rules know" />
        {data && facts.length === 0 && <p className="text-muted text-sm">Nothing is said of {name} yet.</p>}
        <dl className="grid gap-3 text-sm empty:hidden">
          {facts.map(([label, value]) => (
            <div key={label}>
              <dt className="font-medium">{label}</dt>
              <dd className="text-muted">{value}</dd>
            </div>
          ))}
        </dl>
        {data && (
          <div className="border-line border-t pt-4">
            <EditAttributes
              person={person}
              name={name}
              attributes={data}
              reason={whyNotTo(person, 'person.classify', own)}
            />
          </div>
        )}
      </Card>
    </section>
  );
}
