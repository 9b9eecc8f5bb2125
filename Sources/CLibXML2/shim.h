#pragma once
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>

/// Takes the place of libxml2's loader in the whole process: no file, no connection, whatever a document refers to.
static inline xmlParserInputPtr muster_xml_load_nothing(const char *url, const char *identifier, xmlParserCtxtPtr context) {
  (void)url, (void)identifier, (void)context;
  return NULL;
}

static inline void muster_xml_forbid_loading(void) {
  xmlInitParser();
  xmlSetExternalEntityLoader(muster_xml_load_nothing);
}

/// Later libxml2 versions hand the handler a pointer to a constant.
typedef void (*muster_xml_error_handler)(void *user, const xmlError *error);

static inline void muster_xml_set_error_handler(xmlSAXHandler *handlers, muster_xml_error_handler handler) {
  handlers->serror = (xmlStructuredErrorFunc)handler;
}

/// How many bytes of the document the parser is done with: up to where it stands now, also while an entity is read.
static inline unsigned long muster_xml_offset(xmlParserCtxtPtr context) {
  if (context->inputNr < 1) return 0;
  const xmlParserInput *input = context->inputTab[0];
  return input->consumed + (unsigned long)(input->cur - input->base);
}
