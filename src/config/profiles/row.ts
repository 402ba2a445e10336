/** From the most lenient to the strictest. Each sets every parameter of the table at once. */
export const profileNames = ['starter', 'standard', 'regulated'] as const;
export type ProfileName = (typeof profileNames)[number];

/** What a key is in each profile unless the operator sets it, and why. */
export type Row<T> = Readonly<Record<ProfileName, T>> & { readonly why: string };

export const row = <T>(values: Row<T>): Row<T> => values;
