import { changes } from './de-changes.ts';
import type { Language } from './template.ts';

const asked = 'Gerät: {device}\nIP-Adresse: {ip}';
const notYou =
  'Das waren nicht Sie? Dann hat jemand Ihre Adresse eingegeben. Sie müssen nichts tun: Ohne diesen Code kommt niemand weiter.';
const nobodyAsks = 'Geben Sie ihn niemandem. {product} fragt nie danach, weder per Mail noch am Telefon oder im Chat.';
const noAccount = `Zu dieser Adresse gibt es kein Konto bei {product}.

Vielleicht haben Sie sich mit einer anderen Adresse registriert. Versuchen Sie es mit dieser.

${asked}

Das waren nicht Sie? Dann hat jemand Ihre Adresse eingegeben. Sie müssen nichts tun.`;
const noNumber =
  'Zu dieser Nummer gibt es kein Konto bei {product}. Vielleicht haben Sie sich mit einer anderen registriert.';

/** Every message in German. */
export const de: Language = {
  tag: 'de',
  templates: {
    login_code_valid: {
      subject: 'Ihr Code zur Anmeldung bei {product}',
      text: `Ihr Code zur Anmeldung:

{login_code}

Geben Sie ihn nur auf {request_url_domain} ein. Er gilt {expires_in_minutes} Min. ${nobodyAsks}

${asked}

${notYou}`,
      sms: `{login_code} ist Ihr Code zur Anmeldung bei {product}, {expires_in_minutes} Min. gültig. Niemandem weitergeben.

@{request_url_domain} #{login_code}`,
    },
    login_code_invalid: {
      subject: 'Jemand wollte sich bei {product} anmelden',
      text: noAccount,
      sms: noNumber,
    },
    registration_code_valid: {
      subject: 'Ihr Code zur Registrierung bei {product}',
      text: `Ihr Code zum Anlegen Ihres Kontos:

{registration_code}

Geben Sie ihn nur auf {request_url_domain} ein. Er gilt {expires_in_minutes} Min. ${nobodyAsks}

${asked}

${notYou}`,
      sms: `{registration_code} ist Ihr Code zur Registrierung bei {product}, {expires_in_minutes} Min. gültig. Niemandem weitergeben.

@{request_url_domain} #{registration_code}`,
    },
    registration_exists: {
      subject: 'Sie haben schon ein Konto bei {product}',
      text: `Jemand wollte sich mit dieser Adresse registrieren, aber Sie haben schon ein Konto. Melden Sie sich hier an:

{link}

Wenn Sie nicht mehr hineinkommen, wählen Sie dort den Weg zur Wiederherstellung.

${asked}

Das waren nicht Sie? Sie müssen nichts tun: Es hat sich nichts geändert.`,
      sms: 'Sie haben schon ein Konto bei {product}. Melden Sie sich an, statt sich zu registrieren. Nicht Sie? Nichts hat sich geändert.',
      action: 'Anmelden',
    },
    recovery_code_valid: {
      subject: 'Ihr Code für den Zugang zu {product}',
      text: `Ihr Code, um wieder in Ihr Konto zu kommen:

{recovery_code}

Geben Sie ihn nur auf {request_url_domain} ein. Er gilt {expires_in_minutes} Min. ${nobodyAsks}

${asked}

${notYou}`,
      sms: `{recovery_code} ist Ihr Code, um wieder in {product} zu kommen, {expires_in_minutes} Min. gültig. Niemandem weitergeben.

@{request_url_domain} #{recovery_code}`,
    },
    recovery_code_invalid: {
      subject: 'Jemand wollte in {product} hinein',
      text: noAccount,
      sms: noNumber,
    },
    recovery_valid: {
      subject: 'Ihr Weg zurück zu {product}',
      text: `Mit diesem Link kommen Sie wieder in Ihr Konto. Er wirkt einmal, {expires_in_minutes} Min. lang.

{recovery_url}

Geben Sie ihn niemandem weiter: Wer ihn hat, kommt hinein.

${asked}

Das waren nicht Sie? Dann hat jemand Ihre Adresse eingegeben. Sie müssen nichts tun: Ohne diesen Link kommt niemand weiter.`,
      sms: 'Ihr Weg zurück zu {product}, {expires_in_minutes} Min. lang: {recovery_url}',
      action: 'Zurück ins Konto',
    },
    recovery_invalid: {
      subject: 'Jemand wollte in {product} hinein',
      text: noAccount,
      sms: noNumber,
    },
    verification_code_valid: {
      subject: 'Ihr Code zur Bestätigung dieser Adresse bei {product}',
      text: `Ihr Code, um diese Adresse als Ihre zu bestätigen:

{verification_code}

Geben Sie ihn nur auf {request_url_domain} ein. Er gilt {expires_in_minutes} Min. ${nobodyAsks}

${asked}

${notYou}`,
      sms: `{verification_code} ist Ihr Code, um diese Nummer bei {product} zu bestätigen, {expires_in_minutes} Min. gültig. Niemandem weitergeben.

@{request_url_domain} #{verification_code}`,
    },
    verification_code_invalid: {
      subject: 'Jemand wollte diese Adresse bestätigen',
      text: noAccount,
      sms: noNumber,
    },
    verification_valid: {
      subject: 'Bestätigen Sie diese Adresse für {product}',
      text: `Bestätigen Sie mit diesem Link, dass diese Adresse Ihre ist. Er gilt {expires_in_minutes} Min.

{verification_url}

${asked}

Das waren nicht Sie? Dann öffnen Sie den Link nicht. Mehr müssen Sie nicht tun.`,
      sms: 'Bestätigen Sie diese Nummer für {product}, {expires_in_minutes} Min. lang: {verification_url}',
      action: 'Adresse bestätigen',
    },
    verification_invalid: {
      subject: 'Jemand wollte diese Adresse bestätigen',
      text: noAccount,
      sms: noNumber,
    },
    factor_changed: {
      subject: '{product}: {what}',
      text: `{what}.

Zeit: {when}
${asked}

Waren Sie das? Dann ist alles gut.

Wenn nicht, öffnen Sie diesen Link. Er meldet Sie überall ab und hält die Änderung an, bis Sie sie angesehen haben.

{link}`,
      sms: '{product}: {what} ({when}). Nicht Sie? {link}',
      action: 'Das war ich nicht',
    },
    address_changed: {
      subject: '{product}: Ihre Adresse wurde geändert',
      text: `Ihr Konto hat jetzt eine andere Adresse. An diese hier kommt nichts mehr.

Zeit: {when}
${asked}

Waren Sie das? Dann ist alles gut.

Wenn nicht, nehmen Sie die Änderung mit diesem Link zurück.

{link}`,
      sms: '{product}: Ihr Konto hat jetzt eine andere Nummer ({when}). Nicht Sie? {link}',
      action: 'Zurücknehmen',
    },
    recovered: {
      subject: '{product}: Jemand ist wieder in Ihr Konto gekommen',
      text: `Ihr Konto wurde mit einer Nachricht an eine Ihrer Adressen wiederhergestellt. Alle anderen Sitzungen sind beendet.

Zeit: {when}
${asked}

In den nächsten {hold_hours} Std. kann niemand einen weiteren Weg zur Anmeldung hinzufügen.

Waren Sie das? Dann ist alles gut.

Wenn nicht, öffnen Sie diesen Link. Er beendet die Sitzung, die geöffnet wurde.

{link}`,
      sms: '{product}: Ihr Konto wurde wiederhergestellt ({when}). Nicht Sie? {link}',
      action: 'Das war ich nicht',
    },
    account_deletion: {
      subject: '{product}: Ihr Konto wird gelöscht',
      text: `Ihr Konto ist geschlossen und wird am {due} gelöscht. Alle Sitzungen sind beendet.

Zeit: {when}
${asked}

Waren Sie das? Dann ist nichts weiter zu tun.

Wenn nicht, oder wenn Sie es sich anders überlegt haben, behalten Sie Ihr Konto mit diesem Link. Er gilt, solange es das Konto noch gibt.

{link}`,
      sms: '{product}: Ihr Konto wird am {due} gelöscht. Behalten: {link}',
      action: 'Mein Konto behalten',
    },
    jar_news: {
      subject: '{product}: {what}',
      text: `{what}.

Hier sehen Sie es; vielleicht müssen Sie sich dafür anmelden:

{link}`,
      sms: '{product}: {what}. {link}',
      action: 'Ansehen',
    },
    factors_reset: {
      subject: '{product}: Ihre Nachweise wurden von der Administration entfernt',
      text: `Die Administration hat verlorene Nachweise aus Ihrem Konto entfernt und Sie überall abgemeldet. Dadurch ist niemand in Ihr Konto gekommen.

Zeit: {when}

Melden Sie sich mit dem an, was Sie noch haben, oder kommen Sie hier mit einer Nachricht an diese Adresse wieder hinein. Richten Sie dann neue Wege zur Anmeldung ein.

{link}

Haben Sie nicht darum gebeten? Dann sagen Sie es Ihrer Administration.`,
      sms: '{product}: Die Administration hat Ihre Nachweise entfernt. Wieder hinein: {link}',
      action: 'Wieder hinein',
    },
    api_key_expires: {
      subject: '{product}: Ein API-Schlüssel läuft bald ab',
      text: `Ihr API-Schlüssel „{key}“ gilt nur noch bis {due}, und mit ihm enden die Programme, die ihn benutzen.

Erneuern Sie ihn vorher: Sie bekommen einen neuen mit denselben Rechten, und der alte gilt weiter, während Sie den neuen an seine Stelle setzen. Wenn ihn nichts mehr benutzt, müssen Sie nichts tun.

{link}`,
      sms: '{product}: Ihr API-Schlüssel „{key}“ gilt nur noch bis {due}. {link}',
      action: 'Mein Konto ansehen',
    },
    new_device: {
      subject: '{product}: Anmeldung auf einem neuen Gerät',
      text: `Jemand hat sich in Ihrem Konto auf einem Gerät angemeldet, auf dem es noch nicht benutzt wurde.

Zeit: {when}
Ort: {country}
${asked}

Waren Sie das? Dann ist alles gut.

Wenn nicht, öffnen Sie diesen Link. Er meldet Sie überall ab, auch auf jenem Gerät.

{link}`,
      sms: '{product}: Anmeldung auf einem neuen Gerät ({when}). Nicht Sie? {link}',
      action: 'Das war ich nicht',
    },
    break_glass: {
      subject: '{product}: Ein versiegelter Code wurde geöffnet',
      text: `{who} hat einen versiegelten Code geöffnet. Bis {due} ist damit jeder Honey Jar zu lesen, und die Regeln sind zu ändern; alles, was geschieht, wird aufgezeichnet.

Zeit: {when}
${asked}

Hier steht der Grund, und hier wird es danach geprüft:

{link}

War das nicht gewollt? Dann beenden Sie sofort die Sitzungen dieser Person und legen Sie neue Codes an.`,
      sms: '{product}: {who} hat einen versiegelten Code geöffnet. Mehr unter {link}',
      action: 'Ansehen',
    },
    invitation: {
      subject: '{inviter} lädt Sie zu {product} ein',
      text: `{inviter} lädt Sie zu {product} auf {request_url_domain} ein. Legen Sie hier Ihr Konto an:

{link}

Der Link gilt nur für diese Adresse, einmal, und bis {due}. Geben Sie ihn niemandem weiter: Wer ihn hat, kann dort als Sie auftreten.

Wissen Sie nicht, worum es geht? Dann müssen Sie nichts tun.`,
      sms: '{inviter} lädt Sie zu {product} ein: {link}',
      action: 'Mein Konto anlegen',
    },
  },
  changes,
};
