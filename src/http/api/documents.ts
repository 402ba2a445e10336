import { Readable } from 'node:stream';
import multipart from '@fastify/multipart';
import { Type } from 'typebox';
import type { Document } from '../../jars/jars.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import { notFound } from '../../kernel/errors.ts';
import type { Application } from '../application.ts';
import { actionOf, auditOf } from '../authorize.ts';
import { attachment } from './attachment.ts';
import { change } from './change.ts';
import { namesOf } from './names.ts';
import { onJar } from './on-jar.ts';
import { receiveFile, uploadLimits } from './receive-file.ts';
import { DocumentList, Document as DocumentShape } from './shapes.ts';
import { type Api, ById, pageQuery } from './typed.ts';
import { createUploadSlots } from './upload-slots.ts';

const ByDocument = Type.Object({ id: Type.String(), doc: Type.String() });

/** The documents of a jar. One of another jar answers like one that does not exist. */
export async function documentRoutes(server: Api, app: Application): Promise<void> {
  await server.register(multipart, uploadLimits);
  const db = app.store.read;
  const takeSlot = createUploadSlots();

  const shown = (document: Document, name: (id: string) => string | null): DocumentShape => ({
    id: document.id,
    name: document.name,
    media_type: document.mediaType,
    size: document.size,
    sha256: document.sha256,
    uploaded_by: { id: document.uploadedBy, name: name(document.uploadedBy) ?? 'Unknown person' },
    created_at: rfc3339(document.createdAt),
  });

  async function documentOf({ id, doc }: { id: string; doc: string }): Promise<Document> {
    const document = await app.jars.document(db, id, doc);
    if (!document) throw notFound('document');
    return document;
  }

  server.get(
    '/api/jars/:id/documents',
    {
      config: onJar('document.list', 'read'),
      schema: {
        params: ById,
        querystring: Type.Object(pageQuery, { additionalProperties: false }),
        response: { 200: DocumentList },
      },
    },
    async (request) => {
      const subject = request.person!.identity.id;
      const page = await app.jars.documents(db, { jarId: request.params.id, subject, ...request.query });
      const name = await namesOf(
        app,
        page.documents.map(({ uploadedBy }) => uploadedBy),
        subject,
      );
      return { documents: page.documents.map((document) => shown(document, name)), next_cursor: page.nextCursor };
    },
  );

  server.post(
    '/api/jars/:id/documents',
    {
      config: onJar('document.upload', 'upload'),
      schema: { params: ById, response: { 201: DocumentShape } },
    },
    async (request, reply) => {
      const { identity, session } = request.person!;
      const by = identity.id;
      const leaveSlot = takeSlot(session.id);
      const upload = app.jars.upload({ jarId: request.params.id, by });
      try {
        const claimed = await receiveFile(request, upload);
        const document = await change(app, request, async (tx, note) => {
          const finished = await upload.finish(tx, claimed);
          const { id, name, size, sha256 } = finished;
          await note({ type: 'document.uploaded', details: { document: id, name, size, sha256 } });
          return finished;
        });
        return reply.code(201).send(shown(document, await namesOf(app, [by], by)));
      } catch (error) {
        await upload.discard();
        throw error;
      } finally {
        leaveSlot();
      }
    },
  );

  server.get(
    '/api/jars/:id/documents/:doc',
    {
      config: onJar('document.describe', 'read'),
      schema: { params: ByDocument, response: { 200: DocumentShape } },
    },
    async (request) => {
      const document = await documentOf(request.params);
      return shown(document, await namesOf(app, [document.uploadedBy], request.person!.identity.id));
    },
  );

  server.get(
    '/api/jars/:id/documents/:doc/content',
    {
      config: onJar('document.read', 'read'),
      schema: { params: ByDocument },
    },
    async (request, reply) => {
      const document = await documentOf(request.params);
      const event = { ...auditOf(app, request, actionOf(request)), type: 'document.read', outcome: 'success' } as const;
      await app.audit.record({ ...event, details: { document: document.id, name: document.name } }, request.from);
      return reply
        .headers(attachment(document))
        .send(Readable.from(app.jars.content(db, document), { objectMode: false }));
    },
  );

  server.delete(
    '/api/jars/:id/documents/:doc',
    {
      config: onJar('document.delete', 'edit'),
      schema: { params: ByDocument, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { id, doc } = request.params;
      await change(app, request, async (tx, note) => {
        const removed = await app.jars.removeDocument(tx, id, doc);
        if (!removed) throw notFound('document');
        await note({
          type: 'document.deleted',
          details: { document: doc, name: removed.name, sha256: removed.sha256 },
        });
      });
      return reply.code(204).send(null);
    },
  );
}
