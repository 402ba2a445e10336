import { Readable } from 'node:stream';
import multipart from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type Sensitivity as Label, sensitivities, verbTiers } from '../../access/access.ts';
import type { Document, Jar } from '../../jars/jars.ts';
import { notFound } from '../../kernel/errors.ts';
import type { Application } from '../application.ts';
import { askerOf } from '../asker.ts';
import { auditOf } from '../authorize.ts';
import { approves, sees } from '../document-access.ts';
import { attachment } from './attachment.ts';
import { change } from './change.ts';
import { documentView } from './document-view.ts';
import { namesOf } from './names.ts';
import { onJar } from './on-jar.ts';
import { receiveFile, uploadLimits } from './receive-file.ts';
import { DocumentList, Document as DocumentShape, Sensitivity } from './shapes.ts';
import { type Api, ById, pageQuery } from './typed.ts';
import { createUploadSlots } from './upload-slots.ts';

const ListQuery = Type.Object(
  {
    ...pageQuery,
    state: Type.Optional(Type.Enum(['ready', 'pending', 'rejected'])),
    /** Asks for the proof that documents of this label want. */
    sensitivity: Type.Optional(Sensitivity),
  },
  { additionalProperties: false },
);
const UploadQuery = Type.Object({ sensitivity: Type.Optional(Sensitivity) }, { additionalProperties: false });
const ByDocument = Type.Object({ id: Type.String(), doc: Type.String() });

/** The documents of a jar. One of another jar answers like one that does not exist. */
export async function documentRoutes(server: Api, app: Application): Promise<void> {
  await server.register(multipart, uploadLimits);
  const db = app.store.read;
  const takeSlot = createUploadSlots();

  async function shown(request: FastifyRequest, document: Document): Promise<DocumentShape> {
    const jar = await jarOf(document.jarId);
    return documentView(
      document,
      jar.sensitivity,
      await namesOf(app, [document.uploadedBy], request.person!.identity.id),
    );
  }

  async function jarOf(id: string): Promise<Jar> {
    const jar = await app.jars.get(db, id);
    if (!jar) throw notFound('Honey Jar');
    return jar;
  }

  async function documentOf(request: FastifyRequest, { id, doc }: { id: string; doc: string }): Promise<Document> {
    const document = await app.jars.document(db, id, doc);
    if (!document || !(await sees(app, db, request, document))) throw notFound('document');
    return document;
  }

  /** Which labels of their own this person reaches in a jar with the proofs they have, and which with more of them. */
  async function labelsFor(request: FastifyRequest, jar: Jar) {
    const present = await app.jars.labels(db, jar.id);
    const [labels, locked]: [Label[], Label[]] = [[], []];
    for (const label of sensitivities) {
      const { effect } = await app.access.decide(db, {
        ...askerOf(request),
        permission: 'jar.read',
        tier: verbTiers.read,
        jar: jar.id,
        label,
      });
      if (effect === 'allow') labels.push(label);
      else if (effect === 'step_up' && present.includes(label)) locked.push(label);
    }
    return { labels, locked };
  }

  server.get(
    '/api/jars/:id/documents',
    {
      config: { ...onJar('document.list', 'read'), labelled: 'query', byKey: true },
      schema: {
        params: ById,
        querystring: ListQuery,
        response: { 200: DocumentList },
      },
    },
    async (request) => {
      const person = request.person!;
      const { sensitivity: _asked, ...query } = request.query;
      const subject = person.identity.id;
      const jar = await jarOf(request.params.id);
      const { labels, locked } = await labelsFor(request, jar);
      const approver = await approves(app, db, request, jar.id);
      const page = await app.jars.documents(db, { jarId: jar.id, subject, approver, labels, ...query });
      const name = await namesOf(
        app,
        page.documents.map(({ uploadedBy }) => uploadedBy),
        subject,
      );
      return {
        documents: page.documents.map((document) => documentView(document, jar.sensitivity, name)),
        locked,
        next_cursor: page.nextCursor,
      };
    },
  );

  server.post(
    '/api/jars/:id/documents',
    {
      config: { ...onJar('document.upload', 'upload'), labelled: 'query', byKey: true },
      schema: { params: ById, querystring: UploadQuery, response: { 201: DocumentShape } },
    },
    async (request, reply) => {
      const { identity, session } = request.person!;
      const by = identity.id;
      const leaveSlot = takeSlot(session.id);
      const upload = app.jars.upload({ jarId: request.params.id, by });
      try {
        const claimed = await receiveFile(request, upload);
        const document = await change(app, request, async (tx, note) => {
          const jar = await app.jars.get(tx, request.params.id);
          const waits = jar?.type === 'public' && !(await approves(app, tx, request, jar.id));
          const finished = await upload.finish(tx, { ...claimed, waits, label: request.query.sensitivity ?? null });
          const { id, name, size, sha256, state, label } = finished;
          await note({ type: 'document.uploaded', details: { document: id, name, size, sha256, state, label } });
          return finished;
        });
        return reply.code(201).send(await shown(request, document));
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
      config: { ...onJar('document.describe', 'read'), labelled: 'document', byKey: true },
      schema: { params: ByDocument, response: { 200: DocumentShape } },
    },
    async (request) => shown(request, await documentOf(request, request.params)),
  );

  server.get(
    '/api/jars/:id/documents/:doc/content',
    {
      config: { ...onJar('document.read', 'read'), labelled: 'document', byKey: true },
      schema: { params: ByDocument },
    },
    async (request, reply) => {
      const document = await documentOf(request, request.params);
      // Nothing but the reason is left of what was rejected.
      if (document.state === 'rejected') throw notFound('document');
      const details = { document: document.id, name: document.name };
      const event = { type: 'document.read', outcome: 'success', details } as const;
      await app.audit.record(auditOf(app, request, event), request.from);
      return reply
        .headers(attachment(document))
        .send(Readable.from(app.jars.content(db, document), { objectMode: false }));
    },
  );

  server.delete(
    '/api/jars/:id/documents/:doc',
    {
      config: { ...onJar('document.delete', 'edit'), labelled: 'document', byKey: true },
      schema: { params: ByDocument, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { id, doc } = request.params;
      await change(app, request, async (tx, note) => {
        const document = await app.jars.document(tx, id, doc);
        if (!document || !(await sees(app, tx, request, document))) throw notFound('document');
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
