import type { Jar } from '../../src/http/api/shapes.ts';
import { Badge } from './badge.tsx';
import { Icon } from './icons.tsx';
import { jarTypes, sensitivities } from './words.ts';

/** Whether the sensitivity of a jar asks for more than being signed in. */
export const guarded = ({ sensitivity }: Pick<Jar, 'sensitivity'>) =>
  sensitivity === 'confidential' || sensitivity === 'restricted';

/** Who can see a jar, and how sensitive it is where that changes anything. */
export function JarBadges({ jar }: { jar: Pick<Jar, 'type' | 'sensitivity'> }) {
  return (
    <>
      <Badge>
        {jarTypes[jar.type].label}
        <span className="sr-only">: {jarTypes[jar.type].sentence}</span>
      </Badge>
      {guarded(jar) && (
        <Badge tone="danger">
          <Icon name="shield" className="size-3.5" />
          {sensitivities[jar.sensitivity].label} content
        </Badge>
      )}
    </>
  );
}
