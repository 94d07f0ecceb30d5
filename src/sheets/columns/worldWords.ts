import type { Kind } from './words.ts';

/** More words for the names and tags of people, as `HEADERS` has them; `_` is a space in one of them. */
export const WORLD: Readonly<Partial<Record<Kind, string>>> = {
  name: `names naam namn navn nimi nama имя імя име фио піб ime jméno meno imię név nume isim adı όνομα
    الاسم اسم نام שם 姓名 名前 氏名 お名前 이름 성명 성함 ชื่อ tên নাম பெயர் పేరు ಹೆಸರು പേര് નામ ਨਾਮ ନାମ නම`,
  full: `ad_soyad adı_soyadı isim_soyisim imię_i_nazwisko jméno_a_příjmení celé_jméno teljes_név họ_và_tên họ_tên
    nama_lengkap volledige_naam fullt_navn fullständigt_namn полное_имя الاسم_الكامل שם_מלא ชื่อ_นามสกุล
    nome_e_cognome cognome_e_nome nombre_y_apellidos nombres_y_apellidos nom_et_prénom nom_prénom vor_und_nachname
    contact_person ansprechpartner student_name pupil_name child_name patient_name member_name guest_name candidate_name applicant_name employee_name
    staff_name subscriber_name attendee_name participant_name buyer_name tenant_name resident_name donor_name
    volunteer_name teacher_name doctor_name driver_name party_name borrower_name visitor_name recipient_name`,
  first: 'voornaam förnamn fornavn etunimi keresztnév prenume nama_depan الاسم_الأول שם_פרטי 名 nombres',
  last: `achternaam efternamn etternavn efternavn sukunimi vezetéknév családnév nazwisko příjmení priezvisko prezime
    soyad soyadı soyisim επώνυμο фамилия прізвище фамилно_име nama_belakang اسم_العائلة שם_משפחה 姓 นามสกุล`,
  tags: `customer_tags contact_tags lead_tags client_tags customer_groups contact_groups etichetta etichette tagi znaczniki
    štítky címkék etiketter etiketten etiket etiketler kelompok nhãn метки теги тег группа группы וסם תגיות תגים
    وسوم الوسوم 标签 標籤 タグ グループ 태그 แท็ก ট্যাগ குறிச்சொற்கள் gruppi`,
};

/** Names of what is no person: `Product Name`. */
export const THINGS = `user login file product item company organisation organization business shop store school college bank branch
  ad adset ads form campaign page site domain host event course class batch plan city state country district village street
  area project group list tag template brand model car vehicle sheet app server account field column type code`;
