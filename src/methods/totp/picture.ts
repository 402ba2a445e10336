import { renderSVG } from 'uqr';

/** ISO/IEC 18004 §9.1: four modules of white around a QR code. */
const quietZone = 4;

/** The QR code of `text` as a data URL: drawn here, so that nobody else sees what it holds. */
export function qrPicture(text: string): string {
  const svg = renderSVG(text, { border: quietZone, ecc: 'M' });
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
