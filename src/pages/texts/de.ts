import { account, accountScript } from './de-account.ts';
import { messages } from './de-messages.ts';
import { phrases } from './de-phrases.ts';
import type { Texts } from './en.ts';

/** Every sentence of the pages in German. */
export const de: Texts = {
  lang: 'de',
  language: 'Deutsch',
  product: 'STING',
  errorTitle: 'Fehler: {title}',
  security: 'Ein Sicherheitsproblem melden',
  development: 'Entwicklungsmodus, nur zum Ausprobieren.',
  developmentMail: 'Ohne Mailserver stehen Nachrichten auf der Konsole des Servers.',
  needsScript: 'Passkeys und Sicherheitsschlüssel brauchen JavaScript, das in diesem Browser ausgeschaltet ist.',
  or: 'oder',
  otherWays: 'Andere Wege',
  optional: '(freiwillig)',
  sentTo: 'Gesendet an',

  login: {
    title: 'Anmelden',
    lead: '',
    passkeyHint: 'Mit Fingerabdruck, Gesicht, Bildschirmsperre oder Sicherheitsschlüssel.',
    sentTitle: 'Geben Sie Ihren Code ein',
    confirmTitle: 'Bestätigen Sie, dass Sie es sind',
    confirmLead: 'Dafür brauchen wir einen frischen Nachweis.',
    confirmPasskey: 'Mit einem Passkey bestätigen',
    toRegistration: 'Konto erstellen',
    toRecovery: 'Passkey verloren?',
    noneWorks: 'Nichts davon geht?',
    restart: 'Anders anmelden',
    otherAddress: 'Andere Adresse verwenden',
    otherProof: 'Anders bestätigen',
  },
  registration: {
    title: 'Erstellen Sie Ihr Konto',
    lead: '',
    setupTitle: 'Willkommen',
    recoverTitle: 'Willkommen zurück',
    recoverLead: 'Erstellen Sie einen neuen Passkey für Ihr Konto. Überall sonst werden Sie abgemeldet.',
    setupLead: 'Sie richten diese STING-Installation ein. Das Konto, das Sie jetzt erstellen, wird ihr gehören.',
    step: 'Schritt {step}',
    passkeyTitle: 'Erstellen Sie Ihren Passkey',
    passkeyLead:
      'Ein Passkey ersetzt das Passwort. Sie melden sich mit Fingerabdruck, Gesicht oder Bildschirmsperre an; es gibt nichts zu merken und nichts zu stehlen.',
    passkeyFor: 'Für',
    withoutPasskey: 'Ohne Passkey fortfahren',
    withoutHint: 'Sie melden sich dann mit Codes per E-Mail an und können jederzeit einen Passkey hinzufügen.',
    sentTitle: 'Bestätigen Sie Ihre Adresse',
    toLogin: 'Ich habe schon ein Konto',
    restart: 'Andere Adresse verwenden',
  },
  recovery: {
    title: 'Wieder Zugang erhalten',
    lead: 'Geben Sie die E-Mail-Adresse Ihres Kontos ein. Wir schicken Ihnen einen Weg zurück.',
    sentTitle: 'Geben Sie Ihren Code ein',
    toLogin: 'Zurück zur Anmeldung',
    restart: 'Andere Adresse verwenden',
  },
  verification: {
    title: 'Bestätigen Sie Ihre Adresse',
    lead: 'Geben Sie die Adresse ein, die Sie bestätigen möchten. Wir schicken Ihnen einen Code.',
    sentTitle: 'Geben Sie Ihren Code ein',
    doneTitle: 'Adresse bestätigt',
    changeTitle: 'Bestätigen Sie Ihre neue Adresse',
    changeLead: 'Sie ersetzt die alte, sobald Sie den Code eingegeben haben.',
    toLogin: 'Zurück zur Anmeldung',
    restart: 'Andere Adresse verwenden',
  },
  linkSentTitle: 'Sehen Sie in Ihre E-Mails',

  ways: {
    totp: 'Authenticator-App verwenden',
    lookup_secret: 'Backup-Code verwenden',
    code: 'Code per Nachricht verwenden',
    password: 'Passwort verwenden',
  },
  smsRisk: 'SMS können abgefangen werden. Nehmen Sie lieber einen anderen Weg, wenn Sie einen haben.',

  account,

  groups: {
    profile: 'Profil',
    passkey: 'Passkeys',
    lookup_secret: 'Backup-Codes',
    totp: 'Authenticator-App',
    webauthn: 'Sicherheitsschlüssel',
    code: 'Bestätigen Sie Ihre neue Adresse',
    password: 'Passwort',
    oidc: 'Andere Konten',
  },

  labels: {
    identifier: 'E-Mail-Adresse',
    'traits.email': 'E-Mail-Adresse',
    'traits.name.first': 'Vorname',
    'traits.name.last': 'Nachname',
    'traits.phone': 'Telefonnummer',
    code: 'Code',
  },

  hints: {
    identifier: 'Wählen Sie dieses Feld aus, und Ihr Browser bietet Ihre Passkeys an.',
    code: 'Die {digits} Ziffern aus der Nachricht, die wir geschickt haben. Sie gelten höchstens zehn Minuten.',
    totp_code: 'Sechs Ziffern, die alle 30 Sekunden wechseln.',
    lookup_secret: 'Einer der Codes, die Sie gespeichert haben. Er gilt einmal.',
    webauthn_register_displayname: 'Damit Sie ihn von anderen unterscheiden, zum Beispiel „Blauer Schlüssel“.',
    'traits.phone': 'Mit der Landesvorwahl, zum Beispiel +49 30 1234567.',
  },

  phrases,

  waiting: 'Warten auf Ihr Gerät …',

  notices: {
    signedOut: { title: 'Sie sind abgemeldet', sentence: 'Bis bald.', next: 'Wieder anmelden' },
    invitationSpent: {
      title: 'Diese Einladung gilt nicht mehr',
      sentence: 'Sie wurde angenommen oder zurückgenommen, oder sie ist zu alt. Bitten Sie um eine neue.',
      next: 'Zur Anmeldung',
    },
    setupSpent: {
      title: 'Dieser Link ist verbraucht',
      sentence: 'Diese Installation ist schon eingerichtet, und ein Einrichtungslink gilt nur einmal.',
      next: 'Zur Anmeldung',
    },
    setupUnknown: {
      title: 'Dieser Link gilt nicht',
      sentence: 'Prüfen Sie, ob Sie ihn ganz kopiert haben. Der Server gibt ihn bei seinem ersten Start aus.',
      next: 'Zur Anmeldung',
    },
    registrationClosed: {
      title: 'Konten gibt es auf Einladung',
      sentence: 'Bitten Sie die Person, die diese Installation betreibt, um eine Einladung.',
      next: 'Zur Anmeldung',
    },
    noMail: {
      title: 'Von hier kann keine E-Mail verschickt werden',
      sentence:
        'Diese Installation hat keinen Mailserver und kann Ihnen darum keinen Code schicken. Bitten Sie die Person, die sie betreibt, um einen Weg zurück oder darum, courier.smtp.connection_uri zu setzen.',
      next: 'Zur Anmeldung',
    },
    disowned: {
      title: 'Ihr Konto ist wieder sicher',
      sentence:
        'Alles, was angemeldet war, ist abgemeldet, und wenn ein Anmeldeweg hinzugefügt worden war, ist er gesperrt. Melden Sie sich jetzt an und sehen Sie Ihre Anmeldewege und die letzten Vorgänge durch.',
      next: 'Anmelden',
    },
    addressReverted: {
      title: 'Ihre alte Adresse gilt wieder',
      sentence:
        'Die Änderung ist zurückgenommen, und alles, was angemeldet war, ist abgemeldet. Melden Sie sich jetzt an und sehen Sie Ihre Anmeldewege durch.',
      next: 'Anmelden',
    },
    accountKept: {
      title: 'Sie behalten Ihr Konto',
      sentence:
        'Es wird nicht gelöscht. Melden Sie sich wie bisher an; wenn Sie es nicht selbst geschlossen haben, sehen Sie Ihr Konto durch.',
      next: 'Anmelden',
    },
    linkSpent: {
      title: 'Dieser Link gilt nicht mehr',
      sentence: 'Er ist verbraucht oder zu alt. Melden Sie sich an, um selbst nach Ihrem Konto zu sehen.',
      next: 'Zur Anmeldung',
    },
  },

  disown: {
    title: 'Waren Sie das nicht?',
    lead: 'Dann schützen wir Ihr Konto sofort:',
    effects: [
      'Alles, was an Ihrem Konto angemeldet ist, wird abgemeldet, hier und überall.',
      'Wenn wir Ihnen von einem neuen Anmeldeweg geschrieben haben, wird er gesperrt.',
      'Sie melden sich neu an und entscheiden, was bleibt.',
    ],
    confirm: 'Das war ich nicht, Konto schützen',
    decline: 'Das war ich, nichts ändern',
  },
  revertAddress: {
    title: 'Alte Adresse behalten?',
    lead: 'Jemand hat die Adresse Ihres Kontos geändert. Wenn Sie das nicht waren:',
    effects: [
      'Ihre alte Adresse ersetzt die neue.',
      'Alles, was an Ihrem Konto angemeldet ist, wird abgemeldet, hier und überall.',
      'Sie melden sich neu an und entscheiden, was bleibt.',
    ],
    confirm: 'Änderung zurücknehmen',
    decline: 'Das war ich, nichts ändern',
  },
  keepAccount: {
    title: 'Konto behalten?',
    lead: 'Ihr Konto ist geschlossen und soll gelöscht werden. Wenn Sie es behalten:',
    effects: [
      'Es wird nicht gelöscht, und alles darin ist, wie es war.',
      'Sie melden sich neu an, auf Ihren bisherigen Wegen.',
      'Wenn nicht Sie es geschlossen haben, sehen Sie Ihre Sitzungen und Anmeldewege durch.',
    ],
    confirm: 'Mein Konto behalten',
    decline: 'Nichts ändern',
  },

  error: {
    title: 'Das hat nicht geklappt',
    ours: 'Bei uns ist etwas schiefgegangen',
    ways: { again: 'Neu beginnen', back: 'Zurück', account: 'Zum Konto' },
    until: 'Das geht wieder ab:',
    reference: 'Wenn Sie um Hilfe bitten, nennen Sie diese Kennung:',
    sentences: {
      not_found: 'An dieser Adresse gibt es nichts.',
      cookies_needed:
        'Dieser Browser hat unser Cookie nicht zurückgeschickt. Erlauben Sie Cookies für diese Seite und beginnen Sie noch einmal.',
      internal_error: 'Etwas Unerwartetes ist geschehen. Der Fehler liegt bei uns, nicht bei Ihnen.',
      busy: 'Im Augenblick ist zu viel zu tun. Versuchen Sie es in einer Minute noch einmal.',
      session_already_available: 'Sie sind schon angemeldet.',
      session_inactive: 'Melden Sie sich an, um fortzufahren.',
      session_aal1_required: 'Melden Sie sich zuerst an.',
      session_aal2_required: 'Dafür brauchen wir einen zweiten Nachweis.',
      session_refresh_required: 'Bestätigen Sie, dass Sie es sind, um dies zu ändern.',
      self_service_flow_disabled:
        'Konten gibt es hier auf Einladung. Wenden Sie sich an die Person, die diese Installation betreibt.',
      self_service_flow_return_to_forbidden: 'Die Adresse, zu der Sie zurückkehren würden, ist nicht erlaubt.',
      self_service_flow_expired: 'Diese Seite war zu lange offen. Beginnen Sie noch einmal.',
      security_csrf_violation: 'Dieses Formular gehört zu einem anderen Browser. Beginnen Sie noch einmal.',
      security_identity_mismatch: 'Dieses Formular gehört zu einem anderen Konto.',
      missing_flow: 'Diese Adresse sagt nicht, zu welchem Formular sie gehört. Beginnen Sie noch einmal.',
      unknown_flow: 'Dieses Formular gibt es nicht mehr. Beginnen Sie noch einmal.',
      foreign_logout: 'Dieser Link meldet eine andere Sitzung ab.',
      flow_disabled: 'Das ist hier ausgeschaltet. Wenden Sie sich an die Person, die diese Installation betreibt.',
      schema_not_selectable: 'Diese Art von Konto kann hier nicht gewählt werden.',
      session_verified_address_required: 'Bestätigen Sie zuerst Ihre Adresse; wir haben Ihnen einen Code geschickt.',
      recovery_hold:
        'Der Zugang zu diesem Konto wurde gerade erst wiederhergestellt. Zu seinem Schutz können neue Anmeldewege und Adressen noch nicht hinzugefügt werden.',
      self_service_flow_replaced: 'Das ist schon erledigt. Beginnen Sie noch einmal, falls nötig.',
      browser_location_change_required: 'Das geht an einer anderen Adresse weiter. Beginnen Sie noch einmal.',
    },
  },

  passkeyScript: {
    NotAllowedError:
      'Es wurde nichts bestätigt: abgebrochen, zu lange gewartet oder kein Passkey gefunden. Versuchen Sie es noch einmal.',
    SecurityError: 'An dieser Adresse gelten keine Passkeys. Öffnen Sie diese Seite unter ihrer richtigen Adresse.',
    unsupported:
      'Dieser Browser kann keine Passkeys verwenden. Öffnen Sie diese Seite in einem anderen Browser oder nehmen Sie einen Code.',
    failed: 'Der Passkey konnte nicht verwendet werden. Laden Sie diese Seite neu und versuchen Sie es noch einmal.',
  },
  enrolmentScript: {
    InvalidStateError:
      'Auf diesem Gerät gibt es schon einen Passkey für Ihr Konto. Nehmen Sie diesen oder wählen Sie ein anderes Gerät.',
    NotSupportedError: 'Dieses Gerät kann die nötige Art von Passkey nicht erstellen. Versuchen Sie ein anderes Gerät.',
    ConstraintError:
      'Dieses Gerät hat keine Bildschirmsperre, mit der Sie sich ausweisen könnten. Richten Sie eine ein oder versuchen Sie ein anderes Gerät.',
    incomplete: 'Füllen Sie zuerst Ihre Angaben aus.',
  },
  accountScript,
  messages,
};
