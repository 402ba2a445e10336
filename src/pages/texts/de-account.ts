import { events } from './de-events.ts';
import type { Texts } from './en.ts';

/** The account page in German. */
export const account: Texts['account'] = {
  title: 'Ihr Konto',
  signOut: 'Abmelden',
  console: 'STING öffnen',
  needsScript:
    'Zum Hinzufügen und Umbenennen von Passkeys und Sicherheitsschlüsseln, zum Beenden von Sitzungen und zum Löschen des Kontos ist JavaScript nötig, das in diesem Browser ausgeschaltet ist.',
  never: 'nie',
  utc: '{time} UTC',
  added: 'Hinzugefügt',
  lastUsed: 'Zuletzt verwendet',
  from: 'von {ip}',
  remove: 'Entfernen',
  suspended: 'Gesperrt',
  oneWayIn:
    'Sie haben nur einen Weg, sich anzumelden. Fügen Sie einen weiteren hinzu, damit Sie sich bei einem Verlust nicht aussperren.',
  oneBesideCodes:
    'Neben Codes per E-Mail haben Sie nur einen Weg, sich anzumelden. Fügen Sie einen weiteren hinzu, damit Ihnen bei einem Verlust nicht nur die Codes bleiben.',
  lastOne: 'Das ist Ihr letzter Weg, sich anzumelden. Fügen Sie einen weiteren hinzu, bevor Sie ihn entfernen.',
  lastBesideCodes:
    'Ohne ihn blieben Ihnen nur Codes per E-Mail. Fügen Sie einen weiteren Weg hinzu, bevor Sie ihn entfernen.',
  welcome:
    'Willkommen: Diese Installation gehört jetzt Ihnen. Erstellen Sie als Nächstes Backup-Codes, damit Sie sich beim Verlust Ihres Geräts nicht aussperren. Öffnen Sie danach oben STING.',
  saved: {
    'profile.changed': 'Ihr Profil ist gespeichert.',
    'passkey.added': 'Der Passkey ist hinzugefügt. Von jetzt an können Sie sich damit anmelden.',
    'passkey.removed': 'Der Passkey ist entfernt.',
    'security_key.added': 'Der Sicherheitsschlüssel ist hinzugefügt.',
    'security_key.removed': 'Der Sicherheitsschlüssel ist entfernt.',
    'totp.added': 'Die Authenticator-App gilt jetzt.',
    'totp.removed': 'Die Authenticator-App ist entfernt.',
    'backup_codes.generated': 'Ihre Backup-Codes sind gespeichert und gelten ab jetzt.',
    'backup_codes.removed': 'Ihre Backup-Codes sind entfernt.',
    'password.changed': 'Ihr Passwort ist gespeichert.',
    'password.removed': 'Ihr Passwort ist entfernt.',
  },
  mustEnrol: {
    anyKey:
      'Mit Ihrer Rolle brauchen Sie einen Passkey oder einen Sicherheitsschlüssel, bevor es weitergeht. Fügen Sie hier einen hinzu.',
    deviceBound:
      'Mit Ihrer Rolle brauchen Sie einen Passkey, der auf diesem Gerät bleibt, oder einen Sicherheitsschlüssel, bevor es weitergeht. Mit einem synchronisierten Passkey können Sie sich anmelden, er genügt aber nicht. Fügen Sie hier einen hinzu.',
  },
  enrolBy: {
    anyKey:
      'Mit Ihrer Rolle brauchen Sie einen Passkey oder einen Sicherheitsschlüssel. Fügen Sie hier einen hinzu; sonst geht es nicht mehr weiter ab:',
    deviceBound:
      'Mit Ihrer Rolle brauchen Sie einen Passkey, der auf diesem Gerät bleibt, oder einen Sicherheitsschlüssel; ein synchronisierter Passkey genügt nicht. Fügen Sie hier einen hinzu; sonst geht es nicht mehr weiter ab:',
  },
  sealOpen: 'Sie haben einen versiegelten Code geöffnet: Alles, was Sie tun, wird aufgezeichnet. Er ist offen bis:',
  held: 'Der Zugang zu diesem Konto wurde gerade erst wiederhergestellt. Zu seinem Schutz können Sie neue Anmeldewege und Adressen erst wieder hinzufügen ab:',
  invite: {
    title: 'Anmelden ohne Codes',
    lead: 'Mit einem Passkey melden Sie sich mit Fingerabdruck, Gesicht oder Bildschirmsperre an. Das geht schneller als mit einem Code, und niemand kann ihn Ihnen entlocken.',
    later: 'Jetzt nicht',
  },
  addresses: {
    title: 'Adressen',
    verified: 'Bestätigt',
    unverified: 'Nicht bestätigt',
    verify: 'Jetzt bestätigen',
    verifyThis: 'Jetzt bestätigen: {address}',
    smsRisk:
      'SMS können abgefangen und Rufnummern auf ein anderes Telefon übertragen werden. Nutzen Sie Ihre Telefonnummer nur als Notbehelf.',
  },
  passkeys: {
    lead: 'Der stärkste Weg: Mit jedem Passkey allein können Sie sich anmelden. Zwei sind sicherer als einer.',
    synced: 'Synchronisiert',
    deviceOnly: 'Nur auf diesem Gerät',
    rename: 'Umbenennen',
    renameLabel: 'Name',
    save: 'Speichern',
    removeWarning:
      'Mit diesem Passkey können Sie sich hier nicht mehr anmelden. Löschen Sie ihn danach auch dort, wo er gespeichert ist, zum Beispiel in Ihrem Passwort-Manager.',
    removeConfirm: 'Diesen Passkey entfernen',
  },
  securityKeys: {
    lead: 'Ein starker zweiter Nachweis: ein kleines Gerät, das Sie anstecken oder an Ihr Telefon halten.',
    removeWarning: 'Mit diesem Sicherheitsschlüssel können Sie nicht mehr bestätigen, dass Sie es sind.',
    removeConfirm: 'Diesen Sicherheitsschlüssel entfernen',
  },
  authenticatorApp: {
    lead: 'Ein guter zweiter Nachweis: Eine App auf Ihrem Telefon zeigt alle 30 Sekunden einen neuen Code.',
    setUp: 'Authenticator-App einrichten',
    scan: 'Scannen Sie dieses Bild mit Ihrer App. Geben Sie dann den Code ein, den die App zeigt.',
    active: 'Ihre Authenticator-App ist eingerichtet.',
    removeWarning: 'Codes aus dieser App werden nicht mehr angenommen. Löschen Sie danach auch den Eintrag in der App.',
  },
  backupCodes: {
    lead: 'Für Notfälle: ein zweiter Nachweis, wenn etwas anderes nicht zur Hand ist. Jeder Code gilt einmal.',
    left: 'Übrige Codes: {count}',
    few: 'Nur noch wenige Codes sind übrig. Erstellen Sie neue; die alten gelten dann nicht mehr.',
    used: 'Sie haben sich mit einem Backup-Code angemeldet. Wenn Ihnen ein anderer Nachweis fehlt, entfernen Sie ihn und richten Sie einen neuen ein. Erstellen Sie danach neue Codes.',
    none: 'Sie haben noch keine Backup-Codes.',
    renewWarning:
      'Ihre jetzigen Codes, ob verbraucht oder nicht, gelten nicht mehr, sobald Sie die neuen bestätigt haben.',
    removeWarning:
      'Alle Ihre Codes werden ungültig. Ohne sie können Sie sich aussperren, wenn Sie Ihren anderen Nachweis verlieren.',
    keep: 'Speichern Sie diese Codes jetzt. Sie werden nicht noch einmal angezeigt und gelten erst, wenn Sie bestätigt haben.',
    copy: 'Kopieren',
    download: 'Herunterladen',
    print: 'Drucken',
    fileName: 'sting-backup-codes.txt',
    fileTitle: 'STING-Backup-Codes für {name}. Jeder gilt einmal.',
  },
  sessions: {
    title: 'Wo Sie angemeldet sind',
    unknown: 'Unbekannter Browser',
    current: 'Dieser Browser',
    on: '{browser} unter {system}',
    signedIn: 'Angemeldet',
    lastSeen: 'Zuletzt gesehen',
    end: 'Beenden',
    endThis: 'Die Sitzung {session} beenden',
    endOthers: 'Alle anderen beenden',
    alone: 'Sie sind sonst nirgends angemeldet.',
  },
  deletion: {
    title: 'Konto löschen',
    lead: 'Schließt Ihr Konto jetzt und löscht es später mit allem, was darin ist.',
    lastOwner:
      'Die Installation gehört nur Ihnen. Machen Sie jemand anderen zum Eigentümer, dann können Sie Ihr Konto löschen.',
    ownsJars:
      'Ihnen gehören Honey Jars, die sonst niemand löschen könnte. Geben Sie sie weiter oder löschen Sie sie, dann können Sie Ihr Konto löschen.',
    summary: 'Mein Konto löschen',
    effects: [
      'Sie werden sofort abgemeldet, hier und überall, und niemand kann sich mehr anmelden.',
      'Codes und Links, die unterwegs sind, gelten nicht mehr.',
    ],
    gone: 'Ihr Profil, Ihre Anmeldewege und was mit Ihnen geteilt wurde, werden endgültig gelöscht am:',
    keepable: 'Bis dahin können Sie Ihr Konto behalten: Wir schicken Ihnen dafür einen Link.',
    notKeepable:
      'Bis dahin kann es nur die Person zurückholen, die diese Installation betreibt: Keine E-Mail erreicht Sie.',
    confirm: 'Mein Konto löschen',
    proofs: { totp: 'Code aus Ihrer Authenticator-App', lookup_secret: 'Einer Ihrer Backup-Codes' },
    prove: 'Bestätigen',
    doneTitle: 'Ihr Konto ist geschlossen',
    next: 'Zur Anmeldung',
  },
  history: {
    title: 'Letzte Vorgänge',
    lead: 'Wenn Ihnen etwas fremd vorkommt, beenden Sie die anderen Sitzungen und entfernen Sie, was nicht von Ihnen stammt.',
    empty: 'Es ist noch nichts geschehen.',
    events,
  },
};

/** What the account page's script says in German. */
export const accountScript: Texts['accountScript'] = {
  failed: 'Das hat nicht geklappt. Laden Sie diese Seite neu und versuchen Sie es noch einmal.',
  offline: 'Der Server hat nicht geantwortet. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.',
  not_found: 'Das ist nicht mehr da. Laden Sie diese Seite neu.',
  invalid_name: 'Dieser Name ist nicht möglich. Nehmen Sie 1 bis 100 gewöhnliche Zeichen.',
  too_many_requests: 'Das war zu viel auf einmal. Warten Sie eine Minute und versuchen Sie es noch einmal.',
  step_up_required: 'Das hat nicht gereicht. Beginnen Sie noch einmal.',
  enrolment_required: 'Dafür reicht keiner Ihrer Nachweise. Fügen Sie zuerst einen Passkey hinzu.',
  proof_refused: 'Das war nicht richtig. Versuchen Sie es noch einmal.',
  last_owner: 'Die Installation gehört nur Ihnen. Machen Sie zuerst jemand anderen zum Eigentümer.',
  owns_jars: 'Ihnen gehören Honey Jars. Geben Sie sie zuerst weiter oder löschen Sie sie.',
  renamed: 'Umbenannt.',
  ended: 'Die Sitzung ist beendet.',
  othersEnded: 'Alle anderen Sitzungen sind beendet.',
  copied: 'Kopiert.',
  notCopied: 'Der Browser hat das Kopieren nicht erlaubt. Markieren Sie die Codes und kopieren Sie sie selbst.',
};
