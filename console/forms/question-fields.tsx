import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Operation } from '../../src/http/api/shapes.ts';
import { type Asked, proofWords } from '../api/explain.ts';
import { jarsQuery } from '../api/jars.ts';
import { operationsQuery } from '../api/operations.ts';
import { vocabularyQuery } from '../api/rules.ts';
import { aboutJar, doingOf, operationLabel } from '../ui/answer-words.ts';
import { SelectField, TextField } from '../ui/field.tsx';

interface Props {
  asked: Asked;
  onChange: (asked: Asked) => void;
  /** What the person is called whose id is asked about, once that is known. */
  name?: string | null | undefined;
}

/** Who, what, where, proven how, from where and when: the fields of a question to the rules. */
export function QuestionFields({ asked, onChange, name }: Props) {
  const operations = useDecided();
  const set = (change: Asked) => onChange({ ...asked, ...change });
  const permissionOf = (wanted?: string) => operations.find(({ operation }) => operation === wanted)?.permission ?? '';
  function choose(operation: string) {
    const { jar = '', ...rest } = asked;
    onChange({ ...rest, operation, ...(aboutJar(permissionOf(operation)) ? { jar } : {}) });
  }
  const groups = Object.entries(Object.groupBy(operations, (each) => each.permission));
  return (
    <div className="grid grid-cols-1 items-start gap-4 sm:grid-cols-2 lg:grid-cols-3">
      <TextField
        label="Who"
        required
        maxLength={254}
        autoComplete="off"
        hint={name ?? 'The e-mail address of somebody here, or the id of their account.'}
        value={asked.who ?? ''}
        onChange={({ target }) => set({ who: target.value })}
      />
      <SelectField
        label="Wants to"
        required
        value={asked.operation ?? ''}
        onChange={({ target }) => choose(target.value)}
      >
        <option value="">Choose…</option>
        {groups.map(([group, members]) => (
          <optgroup key={group} label={doingOf(group)}>
            {members!.map(({ operation }) => (
              <option key={operation} value={operation}>
                {operationLabel(operation)}
              </option>
            ))}
          </optgroup>
        ))}
      </SelectField>
      {aboutJar(permissionOf(asked.operation)) && <JarField jar={asked.jar ?? ''} onJar={(jar) => set({ jar })} />}
      <SelectField
        label="Having proven"
        value={asked.proofs ?? 'session'}
        onChange={({ target }) => set({ proofs: target.value as keyof typeof proofWords })}
      >
        {Object.entries(proofWords).map(([proofs, words]) => (
          <option key={proofs} value={proofs}>
            {words}
          </option>
        ))}
      </SelectField>
      <TextField
        label="From the network address"
        maxLength={45}
        autoComplete="off"
        spellCheck={false}
        hint="Such as 192.0.2.7. Empty for nowhere in particular."
        value={asked.network ?? ''}
        onChange={({ target }) => set({ network: target.value })}
      />
      <TextField
        label="At"
        type="datetime-local"
        hint="Empty for now."
        value={asked.at ?? ''}
        onChange={({ target }) => set({ at: target.value })}
      />
    </div>
  );
}

/** The operations that the rules decide about, one row for each name. */
function useDecided(): Operation[] {
  const { data: table } = useQuery(operationsQuery);
  const { data: vocabulary } = useQuery(vocabularyQuery);
  const decided = table?.operations.filter(({ permission }) => vocabulary?.actions.includes(permission)) ?? [];
  return [...new Map(decided.map((row) => [row.operation, row])).values()];
}

/** One of the jars that the person sees, or any by its id. */
function JarField({ jar, onJar }: { jar: string; onJar: (jar: string) => void }) {
  const { data } = useInfiniteQuery(jarsQuery(''));
  const jars = data?.pages.flatMap((page) => page.jars) ?? [];
  const listed = jar === '' || jars.some(({ id }) => id === jar);
  const [typing, setTyping] = useState(false);
  const byId = typing || !listed;
  return (
    <>
      <SelectField
        label="Jar"
        required
        value={byId ? 'id' : jar}
        onChange={({ target }) => {
          setTyping(target.value === 'id');
          onJar(target.value === 'id' ? '' : target.value);
        }}
      >
        <option value="">Choose…</option>
        {jars.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
        <option value="id">Another one, by its id</option>
      </SelectField>
      {byId && (
        <TextField
          label="Id of the jar"
          required
          maxLength={36}
          autoComplete="off"
          spellCheck={false}
          hint="It stands in the address of the jar’s page, and in the audit trail."
          value={jar}
          onChange={({ target }) => onJar(target.value)}
        />
      )}
    </>
  );
}
