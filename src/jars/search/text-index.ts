import type { Reached, Sensitivity } from '../../access/access.ts';
import type { Reader } from '../../store/store.ts';

/** Something that matches, before anybody has decided whether it may be shown. */
export interface Candidate {
  number: number;
  /** Of the document, or of the jar itself. */
  id: string;
  jarId: string;
  name: string;
  /** The document's own. */
  label: Sensitivity | null;
}

export interface Match {
  /** As the index wants it: `matchOf`. */
  expression: string;
  /** Only in these jars; null: in any that `reached` lets through. */
  jars: readonly string[] | null;
  reached: Reached;
}

/** What a database has to offer for the search; what there is to find stands in `search_text`, whichever it is. */
export interface TextIndex {
  /** Newest first, older than `before`. */
  candidates(db: Reader, match: Match & { before: number; limit: number }): Promise<Candidate[]>;
  /** Where the words stand in the texts, each between the characters U+0002 and U+0003. */
  snippets(db: Reader, match: Match, numbers: readonly number[]): Promise<Map<number, string>>;
}
