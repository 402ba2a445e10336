/** Thrown, never answered, and always one of the three below: making an error for each throw would cost a stack trace. */
class Signal extends Error {}

/** A policy errs: Cedar reports it and goes on with the next one. */
export const erred = new Signal('the policy errs');

/** The request does not fit the schema. */
export const misfit = new Signal('the request does not fit the schema');

/** A value that only Cedar knows how to read. */
export const unfamiliar = new Signal('the request holds a value in an unusual form');

/** Something in the policies or the schema that is not compiled here. */
export class Declined extends Error {}
