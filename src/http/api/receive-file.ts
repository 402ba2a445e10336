import type { FastifyRequest } from 'fastify';
import type { Upload } from '../../jars/jars.ts';
import { badRequest, StingError } from '../../kernel/errors.ts';

/** The size of a document is a rule of the jars; here only what surrounds it is bounded. */
export const uploadLimits = {
  limits: { fileSize: Number.POSITIVE_INFINITY, files: 2, fields: 1, fieldSize: 1024, headerPairs: 20, parts: 3 },
  throwFileSizeLimit: false,
};

const oneFile = () => badRequest('one_file_expected', 'Send exactly one file, in the field “file”.');

/**
 * Streams the one file of a multipart request into an upload and answers what the client says it is.
 * Throws `one_file_expected`, `upload_incomplete` (400), `unsupported_media_type` (415), and what the upload throws. After
 * a refusal the rest of the body is read to nowhere, so that the client gets to read the answer.
 */
export async function receiveFile(
  request: FastifyRequest,
  upload: Upload,
): Promise<{ name: string; mediaType: string }> {
  if (!request.isMultipart()) {
    throw new StingError({ code: 'unsupported_media_type', status: 415, message: 'Send multipart/form-data.' });
  }
  let claimed: { name: string; mediaType: string } | null = null;
  try {
    for await (const part of request.parts()) {
      if (claimed || part.type !== 'file' || part.fieldname !== 'file') throw oneFile();
      for await (const bytes of part.file) await upload.write(bytes);
      // How clients write a quotation mark in a name (HTML, “multipart/form-data encoding algorithm”).
      claimed = { name: (part.filename ?? '').replaceAll('%22', '"'), mediaType: part.mimetype };
    }
  } catch (error) {
    request.raw.unpipe();
    request.raw.resume();
    throw refusalOf(error);
  }
  if (!claimed) throw oneFile();
  return claimed;
}

/** What the parser throws, in our words. */
function refusalOf(error: unknown): unknown {
  if (error instanceof StingError) return error;
  const { code, message } = error as { code?: string; message?: string };
  if (code === 'FST_FILES_LIMIT' || code === 'FST_FIELDS_LIMIT' || code === 'FST_PARTS_LIMIT') return oneFile();
  const malformed = /Unexpected end|terminated early|Boundary not found|Malformed|aborted/i.test(message ?? '');
  if (!malformed && code !== 'FST_MP_PREMATURE_CLOSE') return error;
  return new StingError({ code: 'upload_incomplete', status: 400, message: 'The upload broke off.', cause: error });
}
