import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { sensitivities } from '../../access/access.ts';
import { type Document, notPending } from '../../jars/jars.ts';
import { notFound } from '../../kernel/errors.ts';
import type { Application } from '../application.ts';
import { sees } from '../document-access.ts';
import { change } from './change.ts';
import { documentView } from './document-view.ts';
import { DocumentChange, Rejection } from './jar-shapes.ts';
import { namesOf } from './names.ts';
import { onJar } from './on-jar.ts';
import { Document as DocumentShape } from './shapes.ts';
import type { Api } from './typed.ts';

const ByDocument = Type.Object({ id: Type.String(), doc: Type.String() });

/** What is decided about a document: whether an upload becomes one, and how it is labelled. */
export function documentDecisionRoutes(server: Api, app: Application): void {
  async function shown(request: FastifyRequest, document: Document): Promise<DocumentShape> {
    const jar = await app.jars.get(app.store.read, document.jarId);
    if (!jar) throw notFound('Honey Jar');
    const name = await namesOf(app, [document.uploadedBy], request.person!.identity.id);
    return documentView(document, jar.sensitivity, name);
  }

  /** Decides, and tells whoever waited. */
  function decide(
    request: FastifyRequest,
    { id, doc }: { id: string; doc: string },
    rejection: { reason: string } | null,
  ): Promise<Document> {
    return change(app, request, async (tx, note) => {
      const before = await app.jars.document(tx, id, doc);
      // A rejected one is its uploader's: for others it was never there, but whoever has just decided hears so.
      if (!before || (before.state === 'pending' && !(await sees(app, tx, request, before)))) {
        throw notFound('document');
      }
      const by = request.person!.identity.id;
      const document = await app.jars.decide(tx, { jarId: id, id: doc, by, rejection });
      if (!document) throw notFound('document');
      const { name, sha256, uploadedBy } = document;
      const details = { document: doc, name, sha256, uploader: uploadedBy };
      await (rejection
        ? note({ type: 'document.rejected', details: { ...details, reason: rejection.reason } })
        : note({ type: 'document.approved', details }));
      const what = rejection ? 'upload_rejected' : 'upload_approved';
      await app.jarNews.tell(tx, { identityId: uploadedBy, what, jarId: id });
      return document;
    });
  }

  const config = { labelled: 'document' } as const;
  server.post(
    '/api/jars/:id/documents/:doc/approve',
    {
      config: { ...onJar('document.approve', 'approve'), ...config, byKey: true },
      schema: { params: ByDocument, response: { 200: DocumentShape } },
    },
    async (request) => shown(request, await decide(request, request.params, null)),
  );

  server.post(
    '/api/jars/:id/documents/:doc/reject',
    {
      config: { ...onJar('document.reject', 'approve'), ...config, byKey: true },
      schema: { params: ByDocument, body: Rejection, response: { 200: DocumentShape } },
    },
    async (request) => shown(request, await decide(request, request.params, request.body)),
  );

  server.post(
    '/api/jars/:id/documents/:doc/withdraw',
    {
      config: { ...onJar('document.withdraw', 'upload'), ...config, byKey: true },
      schema: { params: ByDocument, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { id, doc } = request.params;
      await change(app, request, async (tx, note) => {
        const document = await app.jars.document(tx, id, doc);
        if (document?.uploadedBy !== request.person!.identity.id) throw notFound('document');
        if (document.state === 'ready') throw notPending();
        await app.jars.removeDocument(tx, id, doc);
        const { name, sha256 } = document;
        await note({ type: 'document.deleted', details: { document: doc, name, sha256, withdrawn: true } });
      });
      return reply.code(204).send(null);
    },
  );

  server.patch(
    '/api/jars/:id/documents/:doc',
    {
      config: { ...onJar('document.classify', 'edit'), ...config },
      schema: { params: ByDocument, body: DocumentChange, response: { 200: DocumentShape } },
    },
    async (request) => {
      const { id, doc } = request.params;
      const document = await change(app, request, async (tx, note) => {
        const current = await app.jars.document(tx, id, doc);
        if (!current || !(await sees(app, tx, request, current))) throw notFound('document');
        const label = request.body.sensitivity;
        const changed = await app.jars.relabel(tx, id, doc, label);
        if (!changed) throw notFound('document');
        const rank = (of: typeof label) => (of === null ? -1 : sensitivities.indexOf(of));
        const lowered = rank(label) < rank(changed.before.label);
        const details = { document: doc, name: current.name, from: changed.before.label, to: label, lowered };
        await note({ type: 'document.classified', details });
        return changed.after;
      });
      return shown(request, document);
    },
  );
}
