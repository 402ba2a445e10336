import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core';

interface Scope {
  after(work: () => Promise<void>): void;
}

/** Debian's Chromium, without what it would ask the internet for. */
export async function startBrowser(scope: Scope): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  scope.after(() => browser.close());
  return browser;
}

/** A person at a browser of their own, with an authenticator in it. */
export interface Visitor {
  context: BrowserContext;
  page: Page;
  /** What the browser complained about: blocked by the content security policy, errors of scripts, failed loads. */
  complaints: string[];
  authenticator: VirtualAuthenticator;
}

/** A platform authenticator with resident keys, as CDP emulates it. */
export interface VirtualAuthenticator {
  /** Whether the person is there to touch it: without, an autofill request waits as it does in life. */
  present(simulated: boolean): Promise<void>;
  /** Whether its answers carry the UV flag. */
  verifiesUser(verified: boolean): Promise<void>;
  credentials(): Promise<{ credentialId: string; signCount: number; userHandle?: string }[]>;
}

export async function visit(browser: Browser, options: Parameters<Browser['newContext']>[0] = {}): Promise<Visitor> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // Answers such as 403 are part of the journeys; what a policy blocks is not.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) complaints.push(message.text());
  });
  return { context, page, complaints, authenticator: await addAuthenticator(await context.newCDPSession(page)) };
}

async function addAuthenticator(session: CDPSession): Promise<VirtualAuthenticator> {
  await session.send('WebAuthn.enable', { enableUI: false });
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    present: async (enabled) => {
      await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
    },
    verifiesUser: async (verified) => {
      await session.send('WebAuthn.setResponseOverrideBits', { authenticatorId, isBadUV: !verified });
    },
    credentials: async () => (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
  };
}
