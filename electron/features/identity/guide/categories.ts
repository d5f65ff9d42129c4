/**
 * The 29 categories that may apply for face verification (A23-2, A23-K-01 to A23-K-29). Words are keys under
 * `identity.guide.categories`.
 */
import { allOf, anyOf, paper, type PaperTree } from './papers'

export interface CategoryFact {
  id: string
  level1: string
  level2: string
  level3: string
  limitation: string
  papers: PaperTree
}

const licence = paper('businessLicence')
const licenceWith = (note: string) => paper('businessLicence', note)
const institution = paper('certificateOfAPublicInstitution')
const practice = (note = '') =>
  paper('practiceLicenceOfAMedical', note)
const finance = paper('financialLicence')
const financeBodies = anyOf([
  finance,
  paper('licenceOfAFinancialInstitution'),
])
const securities = (note = '') =>
  paper('licenceForSecuritiesAndFutures', note)
const onlineCare = 'mustContainOrAName'
const authorised = (name: string) => paper(name, 'authorisationAgreementOrAPublic')

const logistics = 'logistics'
const education = 'education'
const medical = 'medical'
const money = 'finance'
const transport = 'transport'
const it = 'it'

interface Level {
  level3?: string
  limitation?: string
}

function row(number: number, level1: string, level2: string, papers: PaperTree, { level3 = '', limitation = '' }: Level = {}): CategoryFact {
  return { id: `A23-K-${String(number).padStart(2, '0')}`, level1, level2, level3, limitation, papers }
}

export const categoryFacts: readonly CategoryFact[] = [
  row(1, logistics, 'pickUpAndDelivery', paper('expressLicence')),
  row(
    2,
    logistics,
    'freight',
    paper(
      'roadTransportLicence',
      'itsScopeMustIncludeNetwork',
    ),
  ),
  row(
    3,
    education,
    'schools',
    anyOf([
      anyOf(
        [paper('approvalDocumentOfTheEducation'), institution],
        'publicSchool',
      ),
      allOf(
        [
          paper('licenceOfAPrivateSchool'),
          paper('registrationOfAPrivateNon'),
        ],
        'privateSchool',
      ),
    ]),
  ),
  row(4, medical, 'publicMedicalInstitution', allOf([practice(), institution])),
  row(
    5,
    medical,
    'internetHospital',
    anyOf([
      paper('approvalOfTheHealthAuthority', onlineCare),
      practice(onlineCare),
    ]),
    { limitation: 'publicInstitutionsOnly' },
  ),
  row(
    6,
    'medicalServices',
    'privateMedicalInstitutionGradeThree',
    allOf([practice(), licence, paper('certificateOfTheHospitalS')]),
    { limitation: 'privateGradeThreeOrAbove' },
  ),
  row(
    7,
    'governmentAndPublicServices',
    'allSecondLevels',
    anyOf([
      paper('organisationCodeCertificate'),
      paper('certificateOfTheUnifiedSocial'),
    ]),
    { limitation: 'governmentAndPublicInstitutionsOnly' },
  ),
  row(8, money, 'banks', financeBodies),
  row(9, money, 'trusts', financeBodies),
  row(
    10,
    money,
    'publicFunds',
    anyOf([
      securities('itsScopeMustIncludeFunds'),
      paper('licenceForFundCustody'),
      paper('qualificationToSellFunds'),
      paper('qualificationToManageFunds'),
    ]),
  ),
  row(11, money, 'securitiesAndFutures', securities()),
  row(
    12,
    money,
    'insurance',
    anyOf([
      paper('licenceOfAnInsuranceCompany'),
      paper('licenceForInsuranceBusiness'),
      paper('licenceForInsuranceMarketing'),
      paper('licenceOfAnInsuranceIntermediary'),
      paper('licenceForInsuranceBrokerage'),
      anyOf([
        paper('licenceForLossAdjusting'),
        paper('filingForLossAdjusting'),
      ]),
      paper('licenceForInsuranceAssetManagement'),
      paper('licenceOfAPartTime'),
    ]),
  ),
  row(
    13,
    money,
    'consumerFinance',
    allOf([paper('theRegulatorSApprovalTo'), finance, licence]),
  ),
  row(
    14,
    money,
    'carFinanceAndFinancialLeasing',
    allOf([
      licenceWith('nameAndScopeMustContain'),
      anyOf([finance, paper('approvalToOpenByOr')]),
    ]),
    { limitation: 'suchCompaniesOnly' },
  ),
  row(
    15,
    transport,
    'rideHailing',
    anyOf([
      allOf(
        [paper('rideHailingLicence')],
        'ownOperation',
      ),
      allOf(
        [
          paper('cooperationAgreementWithARide'),
          paper('thatCompanySLicence'),
        ],
        'platform',
      ),
    ]),
    { level3: 'expressPremierOther' },
  ),
  row(
    16,
    transport,
    'aviation',
    anyOf([
      allOf(
        [paper('licenceOfAnAirline')],
        'airline',
      ),
      anyOf(
        [
          paper('licenceOfACivilAirport'),
          paper('licenceOfATransportAirport'),
        ],
        'airport',
      ),
    ]),
  ),
  row(17, transport, 'busAndMetro', licence, {
    limitation: 'busMetroAndTransportCard',
  }),
  row(
    18,
    transport,
    'waterTransport',
    anyOf([
      allOf([paper('waterTransportLicence')], 'shipCompany'),
      allOf([paper('portLicence')], 'port'),
    ]),
  ),
  row(19, transport, 'bicycles', licence, { limitation: 'sharedBikesOnly' }),
  row(20, transport, 'railway', licence, {
    limitation: 'officialRailwayBureausAndCompanies',
  }),
  row(
    21,
    transport,
    'coaches',
    anyOf([
      paper(
        'roadTransportLicence',
        'itsScopeMustIncludePassengers',
      ),
      authorised('proofOfAnOfficiallyDesignated'),
    ]),
  ),
  row(
    22,
    transport,
    'carRental',
    allOf([
      paper('theOperatorSFilingCertificate'),
      licenceWith('itsScopeMustIncludeCar'),
    ]),
  ),
  row(
    23,
    transport,
    'motorwayServices',
    anyOf([institution, authorised('proofOfAnOfficiallyDesignatedFirst')]),
    { limitation: 'issuingEtcOnly' },
  ),
  row(
    24,
    'lifeServices',
    'utilityBills',
    anyOf([
      allOf(
        [paper('electricityLicence'), licenceWith('itsScopeMustInclude')],
        'electricity',
      ),
      allOf(
        [paper('gasLicence'), licenceWith('itsScopeMustInclude2')],
        'gas',
      ),
      allOf(
        [paper('sanitaryLicence'), licenceWith('itsScopeMustInclude3')],
        'water',
      ),
      allOf(
        [paper('heatingLicence'), licenceWith('itsScopeMustInclude4')],
        'heating',
      ),
    ]),
  ),
  row(
    25,
    it,
    'telecomOperators',
    anyOf([
      paper('licenceForBasicTelecom'),
      paper(
        'businessLicenceOfABranch',
        'withTheRelatedScope',
      ),
    ]),
  ),
  row(
    26,
    it,
    'resaleOfMobileCommunication',
    paper(
      'licenceForValueAddedTelecom',
      'includingTheResaleOfMobile',
    ),
    { limitation: 'virtualOperatorsOnly' },
  ),
  row(
    27,
    'travel',
    'accommodation',
    paper('specialTradeLicenceOfA'),
    { limitation: 'hotelsOnly' },
  ),
  row(
    28,
    'businessServices',
    'notaries',
    anyOf([paper('practiceLicenceOfANotary'), institution]),
    { limitation: 'notaryOfficesOnly' },
  ),
  row(
    29,
    'social',
    'liveStreaming',
    anyOf([
      paper('licenceForAudioVisualProgrammes'),
      paper(
        'licenceForInternetCulture',
        'itsScopeMustIncludeOnline',
      ),
    ]),
  ),
]
