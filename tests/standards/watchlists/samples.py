# ruff: noqa: E501 - lines of files
"""Small lists of invented people in every format, for tests and for fuzzing."""

from __future__ import annotations

FTM = """{"id":"p-1","schema":"Person","caption":"Serdar Orazow","properties":{"name":["Serdar Orazow"],"alias":["Сердар Оразов"],\
"weakAlias":["Abu Test","Serdar Orazow"],"previousName":["Serdar Myradow"],"birthDate":["1980-02-03","1981"],"gender":["male"],\
"nationality":["tm"],"passportNumber":["A1234567"],"topics":["sanction"]}}
{"id":"s-1","schema":"Sanction","properties":{"entity":["p-1"],"authority":["Test Authority"],"program":["TEST"],"reason":["For tests"],\
"listingDate":["2020-05-06"],"endDate":["2030-01-02"],"authorityId":["T.1"]}}
{"id":"d-1","schema":"Passport","properties":{"holder":["p-1"],"number":["B7654321"],"country":["tm"]}}
{"id":"a-1","schema":"Address","properties":{"full":["Somewhere 1"]}}

{"id":"p-2","schema":"Person","properties":{"firstName":["Maral"],"fatherName":["Aman"],"lastName":["Ataýewa"],"birthDate":["soon"]}}
{"id":"p-1","schema":"Person","properties":{"alias":["S. Orazow"],"gender":["male"]}}
{"id":"o-1","schema":"Organization","properties":{"name":["Test Trading"],"country":["ae"]}}
"""

UN = """<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" dateGenerated="2026-03-04T05:06:07Z">
<INDIVIDUALS>
 <INDIVIDUAL>
  <DATAID>7001</DATAID><VERSIONNUM>2</VERSIONNUM>
  <FIRST_NAME>TEST</FIRST_NAME><SECOND_NAME>MIDDLE</SECOND_NAME><THIRD_NAME>PERSON</THIRD_NAME>
  <UN_LIST_TYPE>Test List</UN_LIST_TYPE><REFERENCE_NUMBER>TSi.001</REFERENCE_NUMBER><LISTED_ON>2001-02-03</LISTED_ON>
  <GENDER>Male</GENDER><NAME_ORIGINAL_SCRIPT>شخص تجريبي</NAME_ORIGINAL_SCRIPT><COMMENTS1>An invented person.</COMMENTS1>
  <NATIONALITY><VALUE>Iran (Islamic Republic of)</VALUE><VALUE>Nowhere</VALUE></NATIONALITY>
  <LAST_DAY_UPDATED><VALUE>2010-01-01</VALUE><VALUE>2015-06-07</VALUE></LAST_DAY_UPDATED>
  <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Good Alias; Second Alias</ALIAS_NAME></INDIVIDUAL_ALIAS>
  <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Abu Weak</ALIAS_NAME></INDIVIDUAL_ALIAS>
  <INDIVIDUAL_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>Former Name</ALIAS_NAME></INDIVIDUAL_ALIAS>
  <INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
  <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1960-07-08</DATE></INDIVIDUAL_DATE_OF_BIRTH>
  <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1961</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
  <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1963</FROM_YEAR><TO_YEAR>1965</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>
  <INDIVIDUAL_DATE_OF_BIRTH/>
  <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>T-0001112</NUMBER></INDIVIDUAL_DOCUMENT>
  <INDIVIDUAL_DOCUMENT/>
 </INDIVIDUAL>
</INDIVIDUALS>
<ENTITIES><ENTITY><DATAID>7002</DATAID><FIRST_NAME>TEST ORGANISATION</FIRST_NAME>
 <ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>TESTORG</ALIAS_NAME></ENTITY_ALIAS></ENTITY></ENTITIES>
</CONSOLIDATED_LIST>
"""

OFAC = """<?xml version="1.0" encoding="utf-8"?>
<Sanctions xmlns="http://www.un.org/sanctions/1.0" Version="1">
 <DateOfIssue CalendarTypeID="1"><Year>2026</Year><Month>4</Month><Day>5</Day></DateOfIssue>
 <ReferenceValueSets>
  <NamePartTypeValues><NamePartType ID="1520">Last Name</NamePartType><NamePartType ID="1521">First Name</NamePartType>\
<NamePartType ID="1523">Patronymic</NamePartType></NamePartTypeValues>
  <FeatureTypeValues><FeatureType ID="8">Birthdate</FeatureType><FeatureType ID="224">Gender</FeatureType>\
<FeatureType ID="10">Nationality Country</FeatureType></FeatureTypeValues>
  <PartyTypeValues><PartyType ID="1">Individual</PartyType><PartyType ID="2">Entity</PartyType><PartyType ID="4">Transport</PartyType></PartyTypeValues>
  <PartySubTypeValues><PartySubType ID="4" PartyTypeID="1">Unknown</PartySubType><PartySubType ID="1" PartyTypeID="4">Vessel</PartySubType>\
<PartySubType ID="3" PartyTypeID="2">Unknown</PartySubType></PartySubTypeValues>
  <AreaCodeValues><AreaCode ID="11">TM</AreaCode></AreaCodeValues>
  <DetailReferenceValues><DetailReference ID="91526">Male</DetailReference></DetailReferenceValues>
  <SanctionsTypeValues><SanctionsType ID="1">Program</SanctionsType></SanctionsTypeValues>
 </ReferenceValueSets>
 <Locations><Location ID="5"><LocationAreaCode AreaCodeID="11"/></Location></Locations>
 <IDRegDocuments><IDRegDocument ID="1" IDRegDocTypeID="1571" IdentityID="77"><IDRegistrationNo>K-555666</IDRegistrationNo></IDRegDocument></IDRegDocuments>
 <DistinctParties>
  <DistinctParty FixedRef="9001"><Comment/>
   <Profile ID="9001" PartySubTypeID="4">
    <Identity ID="77" FixedRef="9001" Primary="true">
     <Alias FixedRef="9001" AliasTypeID="1403" Primary="true" LowQuality="false">
      <DocumentedName ID="1"><DocumentedNamePart><NamePartValue NamePartGroupID="20" ScriptID="215">ORAZOV</NamePartValue></DocumentedNamePart>\
<DocumentedNamePart><NamePartValue NamePartGroupID="21" ScriptID="215">Serdar</NamePartValue></DocumentedNamePart>\
<DocumentedNamePart><NamePartValue NamePartGroupID="22" ScriptID="215">Myradovich</NamePartValue></DocumentedNamePart></DocumentedName>
      <DocumentedName ID="2"><DocumentedNamePart><NamePartValue NamePartGroupID="20" ScriptID="220">ОРАЗОВ</NamePartValue></DocumentedNamePart>\
<DocumentedNamePart><NamePartValue NamePartGroupID="21" ScriptID="220">Сердар</NamePartValue></DocumentedNamePart></DocumentedName>
     </Alias>
     <Alias FixedRef="9001" AliasTypeID="1400" Primary="false" LowQuality="true">
      <DocumentedName ID="3"><DocumentedNamePart><NamePartValue NamePartGroupID="20" ScriptID="215">SASHA</NamePartValue></DocumentedNamePart></DocumentedName>
     </Alias>
     <NamePartGroups><MasterNamePartGroup><NamePartGroup ID="20" NamePartTypeID="1520"/></MasterNamePartGroup>\
<MasterNamePartGroup><NamePartGroup ID="21" NamePartTypeID="1521"/></MasterNamePartGroup>\
<MasterNamePartGroup><NamePartGroup ID="22" NamePartTypeID="1523"/></MasterNamePartGroup></NamePartGroups>
    </Identity>
    <Feature ID="1" FeatureTypeID="8"><FeatureVersion ID="2"><DatePeriod><Start><From><Year>1970</Year><Month>3</Month><Day>4</Day></From>\
<To><Year>1970</Year><Month>3</Month><Day>4</Day></To></Start><End><From><Year>1970</Year><Month>3</Month><Day>4</Day></From>\
<To><Year>1970</Year><Month>3</Month><Day>4</Day></To></End></DatePeriod></FeatureVersion></Feature>
    <Feature ID="3" FeatureTypeID="8"><FeatureVersion ID="4"><DatePeriod><Start><From><Year>1971</Year><Month>1</Month><Day>1</Day></From>\
</Start><End><To><Year>1971</Year><Month>12</Month><Day>31</Day></To></End></DatePeriod></FeatureVersion></Feature>
    <Feature ID="5" FeatureTypeID="224"><FeatureVersion ID="6"><VersionDetail DetailReferenceID="91526"/></FeatureVersion></Feature>
    <Feature ID="7" FeatureTypeID="10"><FeatureVersion ID="8"><VersionLocation LocationID="5"/></FeatureVersion></Feature>
   </Profile>
  </DistinctParty>
  <DistinctParty FixedRef="9002"><Profile ID="9002" PartySubTypeID="1"><Identity ID="78"><Alias><DocumentedName>\
<DocumentedNamePart><NamePartValue>TEST SHIP</NamePartValue></DocumentedNamePart></DocumentedName></Alias></Identity></Profile></DistinctParty>
 </DistinctParties>
 <SanctionsEntries><SanctionsEntry ID="1" ProfileID="9001"><EntryEvent><Date><Year>2019</Year><Month>8</Month><Day>9</Day></Date></EntryEvent>\
<SanctionsMeasure SanctionsTypeID="1"><Comment>TEST-PROGRAM</Comment></SanctionsMeasure></SanctionsEntry></SanctionsEntries>
</Sanctions>
"""

OFAC_CSV = """306,"ORAZOV, Serdar",individual,"TEST",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 03 Feb 1980; alt. DOB 1982 to 1983; nationality \
Turkmenistan; Gender Male; Passport A1234567 (Turkmenistan); a.k.a. 'SERDAR TEST'."
307,"TEST TRADING",-0- ,"TEST",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0-
"""

INTERPOL = """{"total":2,"query":{"page":1},"_embedded":{"notices":[
{"entity_id":"2026/1234","forename":"SERDAR","name":"ORAZOV","date_of_birth":"1980/02/03","nationalities":["TM","RU"],"sex_id":"M",
 "arrest_warrants":[{"issuing_country_id":"UTO","charge":"Invented charge"}],"_links":{"self":{"href":"https://host.test/notices/v1/red/2026-1234"}}},
{"entity_id":"2026-77","forename":"MARAL","name":"ATAYEVA","date_of_birth":"2010","nationalities":["TM"],
 "_links":{"self":{"href":"https://host.test/notices/v1/yellow/2026-77"}}}]}}
"""

CSV = """id;Full Name;Aliases;Weak alias;Date of Birth;Gender;Nationality;Passport number;Reason
c-1;Serdar Orazow;Сердар Оразов|Sardar Orazov;Abu Test;03.02.1980;M;Turkmenistan;A1234567;lost
c-2;"Ataýewa; Maral";;;1990;f;TKM|RU;;
;;;;;;;;
c-3;Somebody;;;yesterday;x;Atlantis;;
"""

OWN = """{"id": "q1", "names": ["Serdar Orazow", "Сердар Оразов"], "birth_date": "1980-02", "nationality": "TM", "sex": "M", "document": "A1234567"}
{"id": 2, "names": "Maral"}
"""

ALL = {
    "ftm": FTM,
    "un_sc": UN,
    "ofac_advanced": OFAC,
    "ofac_csv": OFAC_CSV,
    "interpol": INTERPOL,
    "csv": CSV,
    "sapar": OWN,
}
