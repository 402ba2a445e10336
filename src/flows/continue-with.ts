/** What a client is asked to do after a submission (wire contract section 11). */
export type ContinueWith =
  | { action: 'set_ory_session_token'; ory_session_token: string }
  | { action: 'redirect_browser_to'; redirect_browser_to: string }
  | { action: 'show_verification_ui'; flow: { id: string; verifiable_address: string; url?: string } }
  | { action: 'show_settings_ui'; flow: { id: string; url?: string } }
  | { action: 'show_recovery_ui'; flow: { id: string; url?: string } };
