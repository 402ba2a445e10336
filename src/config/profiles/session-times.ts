import { row } from './row.ts';

/** How long sessions live, and how long without use, by level. In seconds. */
export const sessionTimes = {
  'session.aal1.lifespan': row<number>({
    starter: 604_800,
    standard: 86_400,
    regulated: 28_800,
    why: 'SP 800-63B-4 §2.1.3 allows thirty days at AAL1; a week, a day and a working day leave less to whoever finds a device.',
  }),
  'session.aal1.idle': row<number | undefined>({
    starter: undefined,
    standard: undefined,
    regulated: 1800,
    why: 'At AAL1 no time without use is asked for (SP 800-63B-4 §2.1.3); half an hour closes what somebody walked away from.',
  }),
  'session.aal2.lifespan': row<number>({
    starter: 86_400,
    standard: 43_200,
    regulated: 28_800,
    why: 'SP 800-63B-4 §2.2.3 recommends 24 hours at most at AAL2: the whole of it, one day of work with its breaks, one shift.',
  }),
  'session.aal2.idle': row<number>({
    starter: 3600,
    standard: 3600,
    regulated: 900,
    why: 'SP 800-63B-4 §2.2.3 recommends an hour without use at most at AAL2; the regulated profile takes the quarter of an hour of AAL3.',
  }),
  'session.aal3.lifespan': row<number>({
    starter: 43_200,
    standard: 43_200,
    regulated: 28_800,
    why: 'SP 800-63B-4 §2.3.3 requires a new proof within twelve hours at AAL3; one shift is enough where shifts are known.',
  }),
  'session.aal3.idle': row<number>({
    starter: 900,
    standard: 900,
    regulated: 600,
    why: 'SP 800-63B-4 §2.3.3 recommends fifteen minutes without use at most at AAL3; ten still let somebody read a long page.',
  }),
};
