/** The part of CBOR (RFC 8949) that CTAP2 §8 allows, without floating point numbers and tags. */
export type Cbor = number | string | boolean | null | Uint8Array | Cbor[] | CborMap;
export type CborMap = Map<number | string, Cbor>;

const deepest = 8;

class NotCbor extends Error {}

/**
 * Decodes the item that starts at `offset` and tells where it ends. Null when it is cut short, nested deeper than eight
 * levels, of indefinite length, repeats a map key, or uses a type that WebAuthn has no use for.
 */
export function decodeItem(bytes: Uint8Array, offset = 0): { value: Cbor; end: number } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = offset;

  const skip = (length: number): number => {
    const start = at;
    if (length > bytes.length - start) throw new NotCbor();
    at += length;
    return start;
  };

  const argument = (info: number): number => {
    if (info < 24) return info;
    if (info === 24) return view.getUint8(skip(1));
    if (info === 25) return view.getUint16(skip(2));
    if (info === 26) return view.getUint32(skip(4));
    throw new NotCbor();
  };

  const item = (depth: number): Cbor => {
    if (depth > deepest) throw new NotCbor();
    const head = view.getUint8(skip(1));
    const major = head >> 5;
    if (major === 7) return simple(head);
    const count = argument(head & 31);
    switch (major) {
      case 0:
        return count;
      case 1:
        return -1 - count;
      case 2:
        return bytes.subarray(skip(count), at);
      case 3:
        return text(bytes.subarray(skip(count), at));
      case 4:
        return array(count, depth);
      case 5:
        return map(count, depth);
      default:
        throw new NotCbor();
    }
  };

  const array = (count: number, depth: number): Cbor[] => {
    const items: Cbor[] = [];
    while (items.length < count) items.push(item(depth + 1));
    return items;
  };

  const map = (count: number, depth: number): CborMap => {
    const entries: CborMap = new Map();
    for (let index = 0; index < count; index++) {
      const key = item(depth + 1);
      if ((typeof key !== 'number' && typeof key !== 'string') || entries.has(key)) throw new NotCbor();
      entries.set(key, item(depth + 1));
    }
    return entries;
  };

  try {
    return { value: item(0), end: at };
  } catch (error) {
    if (error instanceof NotCbor) return null;
    throw error;
  }
}

function simple(head: number): boolean | null {
  if (head === 0xf4) return false;
  if (head === 0xf5) return true;
  if (head === 0xf6) return null;
  throw new NotCbor();
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function text(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    // The decoder throws a TypeError for exactly one reason: the bytes are not UTF-8.
    throw new NotCbor();
  }
}
