import Testing

@testable import RecordStreams

@Suite struct XMLStrictnessTests {
  @Test(
    "what libxml2 or its push parser would let pass is refused",
    arguments: [
      "<!DOCTYPEl><l><r/><r/></l>", "<!DOCTYPE l [<!ENTITY u SYSTEM 'f' NDATA >]><l><r/><r/></l>",
      "<!DOCTYPE l [<!ATTLIST l a:b:c CDATA #IMPLIED>]><l><r/><r/></l>",
      "<!DOCTYPE l:><l><r/><r/></l>", "<!DOCTYPE l [<!ELEMENT :l ANY>]><l><r/><r/></l>", "<p:l><r/><r/></p:l>",
      "<l><p:r xmlns:p=''/><r/><r/></l>", "<l xmlns:p='u' xmlns:q='u'><r p:a='1' q:a='2'/><r/></l>",
      "<l><r/><r/><?p:i x?></l>", "<l><a:b:c/><r/><r/></l>", "<l xmlns:xml='u'><r/><r/></l>",
      "<xmlns:l><r/><r/></xmlns:l>",
    ])
  func lax(text: String) {
    #expect(readXML(text, record: "r").failure?.code == "xml-not-well-formed")
  }

  @Test(
    "mistakes are refused",
    arguments: [
      "", " ", "l", "<l>", "<l/><l/>", "<l/>x", "x<l/>", " <?xml version='1.0'?><l/>", "<l a='1' a='2'/>", "<l a=1/>",
      "<l a/>", "<l a='<'/>", "<l>&</l>", "<l>& </l>", "<l>&x</l>", "<l>&#0;</l>", "<l>&#x110000;</l>",
      "<l>&#xD800;</l>",
      "<l>]]></l>", "<l><!-- -- --></l>", "<l><!-- ---></l>", "<l><?xml x?></l>", "<l><? x?></l>", "<l></l >x",
      "<l></ l>",
      "<l><r></l></r>", "<l>\u{0}</l>", "<l>\u{8}</l>", "<l>\u{FFFE}</l>", "<l><![CDATA[x</l>", "<l><![cdata[x]]></l>",
      "<?xml version='2.0'?><l/>", "<?xml encoding='UTF-8'?><l/>", "<?xml version='1.0' standalone='maybe'?><l/>",
      "<l><!DOCTYPE l></l>", "<!DOCTYPE l [<!ENTITY a '&b;'><!ENTITY b '&a;'>]><l>&a;</l>",
      "<!DOCTYPE l [<!ENTITY a '<x>'>]><l>&a;</x></l>", "<!DOCTYPE l [<!ENTITY a '<'>]><l b='&a;'/>",
      "<!DOCTYPE l [<!ENTITY a SYSTEM 'a'>]><l b='&a;'/>", "<!DOCTYPE l [<!ENTITY % p 'x'><!ENTITY e '%p;'>]><l/>",
      "<!DOCTYPE l [<![INCLUDE[<!ENTITY e 'x'>]]>]><l/>", "<!DOCTYPE l [<?xml version='1.0'?>]><l/>",
      "<!DOCTYPE l [ ' ]><l/>", "<!DOCTYPE l [ <!ENTITY ]><l/>", "<!DOCTYPE l []x><l/>", "<!DOCTYPE l><!DOCTYPE l><l/>",
    ])
  func mistakes(text: String) {
    let failure = readXML(text, record: "r").failure
    #expect(failure?.code == "xml-not-well-formed")
    #expect(failure?.position != nil)
  }

  @Test(
    "what is allowed is read",
    arguments: [
      "<l><r/></l>", "\n<l><r/></l>\n", "<?xml version='1.0'?><!--x--><l><r/></l><!--y--><?z?>",
      "<?xml version='1.1'?><l><r/></l>", "<?xml version=\"1.0\" encoding='utf-8' standalone='no' ?>\n<l><r/></l>",
      "<l><r a='>' b=\"'\" c='\"'/></l>", "<l><r\n/></l>", "<l\n><r></r\n></l\t>", "<l><r>></r></l>",
      "<l><r>]] ></r></l>",
      "<l><r><!-- - > < & ]]> --></r></l>", "<l><r><?p <x> & ?></r></l>", "<l><r/><!--->--><!-->--></l>",
      "<l><r><![CDATA[]] ]> ]]]]></r></l>",
      "<!DOCTYPE l SYSTEM \"it's\"><l><r/></l>",
      "<!DOCTYPE l [<?p it's ] > ?><!-- it's ]> --><!ENTITY e \"]>\">]><l><r/></l>",
      "<l><r>&#9;&#10;&#13;&#x10FFFF;</r></l>", "<é><r/></é>", "<l xmlns='not a good address'><r/></l>",
      "<!DOCTYPE l [<!ENTITY lt '&#38;#60;'>]><l><r>&lt;</r></l>",
    ])
  func allowed(text: String) {
    #expect(readXML(text, record: "r").failure == nil)
  }

  @Test("markup that is broken is told from a document that ends", arguments: ["", " ", "<l/>"])
  func brokenMarkup(tail: String) {
    let reading = readXML("<?xml version=\"1.0\"?>\n<!DOCTYPE l [ e -->" + tail, record: "r")
    #expect(reading.mistake == "2:13: the markup that starts here is not well-formed")
    #expect(readXML("<l>\n<!DOCTYPE l>" + tail, record: "r").failure?.code == "xml-not-well-formed")
  }

  @Test("mistakes are said in words that help")
  func words() {
    #expect(
      readXML("<l><r>a & b</r></l>").mistake
        == "1:10: an & begins the name of an entity, which ends with a semicolon; an & that is meant as such is written as &amp;"
    )
    #expect(readXML("<l>\n<r>").mistake == "2:4: the document ends inside <r>; probably the file was cut off")
    #expect(readXML("name,id\n").mistake?.contains("probably it is another format (--format)") == true)
    #expect(readXML("").mistake == "1:1: the document has no element")
  }
}
