import type { Jar } from '../../src/http/api/shapes.ts';
import { Badge } from './badge.tsx';
import { Icon } from './icons.tsx';
import { jarTypes, sensitivities } from './words.ts';

/** Who can see a jar, and how sensitive it is where that changes anything. */
export function JarBadges({ jar }: { jar: Pick<Jar, 'type' | 'sensitivity'> }) {
  const guarded = jar.sensitivity === 'confidential' || jar.sensitivity === 'restricted';
  return (
    <>
      <Badge>
        {jarTypes[jar.type].label}
        <span className="sr-only">: {jarTypes[jar.type].sentence}</span>
      </Badge>
      {guarded && (
        <Badge tone="danger">
          <Icon name="shield" className="size-3.5" />
          {sensitivities[jar.sensitivity].label} content
        </Badge>
      )}
    </>
  );
}
