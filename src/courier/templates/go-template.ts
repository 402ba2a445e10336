import { OperatorError } from '../../kernel/errors.ts';
import { type Pieces, split } from './pieces.ts';
import { namesOf, type TemplateName } from './template.ts';

/** Any action of a Go template, the unfinished one too. */
const action = /\{\{([\s\S]*?)(?:\}\}|$)/g;
const field = /^ *\.([A-Z][A-Za-z0-9]*) *$/;
const initialisms = new Set(['ip', 'url']);

/** Kratos's name of a value: `login_code` is `LoginCode`, `recovery_url` is `RecoveryURL`. */
const goName = (name: string): string =>
  name
    .split('_')
    .map((word) => (initialisms.has(word) ? word.toUpperCase() : `${word[0]!.toUpperCase()}${word.slice(1)}`))
    .join('');

/**
 * Reads a template of Kratos (Go text/template) that does nothing but show fields: `{{ .LoginCode }}`. Throws OperatorError
 * with file and line for everything else, rather than send something other than what its author meant.
 */
export function readGoTemplate(source: string, template: TemplateName, file: string): Pieces {
  const names = new Map([...namesOf(template)].map((name) => [goName(name), name]));
  // Kratos gives the code of a recovery by SMS under this name.
  if (template === 'recovery_code_valid') names.set('VerificationCode', 'recovery_code');

  return split(source, action, ({ 0: whole, 1: inside, index }) => {
    const refused = (problem: string) => {
      const line = source.slice(0, index).split('\n').length;
      return new OperatorError(`${file}, line ${line}: ${problem}`);
    };
    const wanted = whole.endsWith('}}') ? field.exec(inside!)?.[1] : undefined;
    if (wanted === undefined) throw refused(`“${whole.slice(0, 40)}” is more than a field such as {{ .To }}.`);
    const name = names.get(wanted);
    if (name === undefined) throw refused(`there is no .${wanted} here, only .${[...names.keys()].join(', .')}.`);
    return name;
  });
}
