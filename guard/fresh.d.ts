export declare function isFresh(
  methods: { method: string; aal: string; completed_at: string }[],
  level: 'aal1' | 'aal2' | 'aal3',
  seconds: number,
  now: number,
): boolean;
