/** What is unusual about a sign-in, compared with the earlier ones of a person: `Signals` of policies/schema.cedarschema. */
export interface Signals {
  new_device: boolean;
  new_network: boolean;
  country_changed: boolean;
  recent_failures: number;
  /** Absent at the first sign-in. */
  idle_days?: number;
}

/** Nothing is unusual about whoever signs in for the first time. */
export const firstSignIn: Signals = {
  new_device: false,
  new_network: false,
  country_changed: false,
  recent_failures: 0,
};

/** Of somebody who signs in as always. */
export const usualSignIn: Signals = { ...firstSignIn, idle_days: 0 };
